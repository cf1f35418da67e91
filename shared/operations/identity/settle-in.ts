// A user whose address is known to be theirs gets what waits for that address: the invites, or else an organization of their own.
import type { Invite } from '../../domain/identity/invite.ts';
import { levelOfRole } from '../../domain/identity/invite.ts';
import type { User } from '../../domain/identity/user.ts';
import { tryAgain } from '../../domain/problem.ts';
import { findClient, findOrganization } from '../../store/identity/clients.ts';
import { commit } from '../../store/identity/directory.ts';
import { findInvite, invitesOfAddress, removeInvite } from '../../store/identity/invites.ts';
import { findMembership, membershipsOfUser, setMembership, setPermission } from '../../store/identity/memberships.ts';
import { addTenant } from '../../store/identity/new-clients.ts';
import type { Write } from '../../store/table/table.ts';
import { untilDone } from '../../store/table/until-done.ts';
import { inviteCode } from './invite-code.ts';
import type { Registry } from './registry.ts';

export async function settleIn(registry: Registry, user: User): Promise<void> {
  for (const invite of await invitesOfAddress(registry.directory, user.email))
    await acceptInvite(registry, invite, user.id);
  if ((await membershipsOfUser(registry.directory, user.id)).length === 0)
    await makeTenant(registry, user.wantsClient ?? user.name, user.id);
}

/**
 * False when it was taken back. What it says at the moment in which it is accepted counts:
 *
 *   accept:  read invite ────────────── membership, permissions, end of the invite as read ─ refused ── read again
 *   owner:                └ change it
 */
export const acceptInvite = (registry: Registry, { id }: Invite, user: string): Promise<boolean> =>
  untilDone(
    async () => {
      const invite = await findInvite(registry.directory, id);
      if (!invite) return false;
      return (await commit(registry.directory, await acceptance(registry, invite, user))).done || undefined;
    },
    () => tryAgain('The invite is being changed by others.'),
  );

/** Writes that grant what an invite promises and end it; refused, with the label `invite`, when it is another by now. */
export async function acceptance(registry: Registry, invite: Invite, user: string): Promise<Write[]> {
  const { hash } = (await inviteCode(registry, invite)).code;
  return [...(await granted(registry, invite, user)), ...removeInvite(registry.directory, invite, hash)];
}

/** Writes of membership and permissions; refused when the membership is another by now. What was deleted meanwhile is left out. */
export async function granted({ directory }: Registry, { organization, type, pending }: Invite, user: string) {
  if ((await findOrganization(directory.table, organization)) === null) return [];
  const before = await findMembership(directory, user, organization);
  const clients = await Promise.all(pending.map(({ client }) => findClient(directory.table, client)));
  const permissions = pending.flatMap(({ client, role }, i) =>
    clients[i] ? setPermission(directory, { user, client, organization, level: levelOfRole(role) }) : [],
  );
  const owner = before?.type === 'owner';
  return [...setMembership(directory, user, organization, owner ? 'owner' : type, before), ...permissions];
}

/** An organization with one client of the same name; the user owns it. */
export async function makeTenant({ directory, now, nextId }: Registry, name: string, owner: string) {
  const created = Math.floor(now() / 1000);
  const organization = { id: nextId(), name, created };
  const client = { id: nextId(), organization: organization.id, name, created };
  await addTenant(directory, { client, organization }, setMembership(directory, owner, organization.id, 'owner'));
  return client;
}
