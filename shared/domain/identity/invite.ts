// Invites: into an organization, with what the invited may then do in its clients.
import type { Level } from './identity.ts';
import type { MembershipType } from './user.ts';

export const roles = ['admin', 'user', 'read-only', 'uninvited'] as const;
export type Role = (typeof roles)[number];

const levelOf: Readonly<Record<Role, Level>> = {
  admin: 'admin',
  user: 'write',
  'read-only': 'read',
  uninvited: 'none',
};
export const levelOfRole = (role: Role): Level => levelOf[role];

export function roleOfLevel(level: Level): Role {
  if (level === 'owner' || level === 'admin') return 'admin';
  return level === 'write' ? 'user' : level === 'read' ? 'read-only' : 'uninvited';
}

export type PendingRole = { readonly client: string; readonly role: Role };

export type Invite = {
  readonly id: string;
  readonly organization: string;
  readonly email: string;
  readonly created: number;
  readonly type: MembershipType;
  readonly pending: readonly PendingRole[];
};

/** The same invite with this role in this client; `uninvited` takes it out. */
export const withRole = (invite: Invite, client: string, role: Role): Invite => ({
  ...invite,
  pending: [
    ...invite.pending.filter((each) => each.client !== client),
    ...(role === 'uninvited' ? [] : [{ client, role }]),
  ],
});
