// A user whose address is known to be theirs gets what waits for that address: the invites, or else an organization of their own.
import type { Invite } from '../../domain/invite.ts';
import { levelOfRole } from '../../domain/invite.ts';
import type { User } from '../../domain/user.ts';
import { findClient, findOrganization, newTenant } from '../../store/clients.ts';
import { commit } from '../../store/identity/directory.ts';
import { invitesOfAddress, removeInvite } from '../../store/identity/invites.ts';
import { findMembership, membershipsOfUser, setMembership, setPermission } from '../../store/identity/memberships.ts';
import { inviteCode } from './invite-code.ts';
import type { Registry } from './registry.ts';

export async function settleIn(registry: Registry, user: User): Promise<void> {
  for (const invite of await invitesOfAddress(registry.directory, user.email))
    await acceptInvite(registry, invite, user.id);
  if ((await membershipsOfUser(registry.directory, user.id)).length === 0)
    await makeTenant(registry, user.wantsClient ?? user.name, user.id);
}

/** Membership and permissions in one transaction with the end of the invite. What was deleted meanwhile is left out. */
export async function acceptInvite(registry: Registry, invite: Invite, user: string): Promise<void> {
  const { directory } = registry;
  const { organization } = invite;
  const before = await findMembership(directory, user, organization);
  const clients = await Promise.all(invite.pending.map(({ client }) => findClient(directory.table, client)));
  const permissions = invite.pending.flatMap(({ client, role }, i) =>
    clients[i] ? setPermission(directory, { user, client, organization, level: levelOfRole(role) }) : [],
  );
  const { hash } = (await inviteCode(registry, invite)).code;
  const gone = (await findOrganization(directory.table, organization)) === null;
  await commit(directory, [
    ...(gone ? [] : setMembership(directory, user, organization, before?.type === 'owner' ? 'owner' : invite.type)),
    ...(gone ? [] : permissions),
    ...removeInvite(directory, invite, hash),
  ]);
}

/** An organization with one client of the same name; the user owns it. */
export async function makeTenant({ directory, now, nextId }: Registry, name: string, owner: string) {
  const created = Math.floor(now() / 1000);
  const organization = { id: nextId(), name, created };
  const client = { id: nextId(), organization: organization.id, name, created };
  await commit(directory, [
    ...newTenant({ client, organization }),
    ...setMembership(directory, owner, organization.id, 'owner'),
  ]);
  return client;
}
