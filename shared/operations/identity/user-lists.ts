// What a user belongs to, may do, and is invited to.
import { notFound } from '../../domain/problem.ts';
import { publicMembership, publicPermission } from '../../domain/public/public-user.ts';
import { findOrganization } from '../../store/identity/clients.ts';
import { invitesOfAddress } from '../../store/identity/invites.ts';
import { membershipsOfUser } from '../../store/identity/memberships.ts';
import { wholePage } from '../page.ts';
import { unverified } from './log-in.ts';
import type { AccountContext } from './registry.ts';
import { acceptInvite } from './settle-in.ts';
import { showPending } from './show-invite.ts';
import type { OnUser } from './users.ts';
import { visibleClients } from './visible-clients.ts';

export async function listUserMemberships({ directory }: AccountContext, { target }: OnUser) {
  const memberships = await membershipsOfUser(directory, target.id);
  const shown = await Promise.all(
    memberships.map(async (membership) => {
      const organization = await findOrganization(directory.table, membership.organization);
      return organization ? [publicMembership(membership, organization, target)] : [];
    }),
  );
  return wholePage(shown.flat());
}

export async function listUserPermissions({ directory }: AccountContext, { target }: OnUser) {
  const visible = await visibleClients(directory, target.id);
  return wholePage(visible.map(({ client, level }) => publicPermission(client, target, level)));
}

export async function listUserPending(context: AccountContext, { target }: OnUser) {
  const invites = await invitesOfAddress(context.directory, target.email);
  const pending = invites.flatMap((invite) => invite.pending.map((each) => showPending(context, invite, each)));
  return wholePage(await Promise.all(pending));
}

/** Accepts the invite that promises something in this client; shows what the user may do there now. */
export async function acceptPending(
  context: AccountContext,
  { target, body }: OnUser & { body: { readonly client: string } },
) {
  const { directory } = context;
  if (!target.verified) throw unverified(target);
  const invites = await invitesOfAddress(directory, target.email);
  const invite = invites.find(({ pending }) => pending.some(({ client }) => client === body.client));
  if (!invite) throw notFound('pending permission for the client', body.client);
  if (!(await acceptInvite(context, invite, target.id)))
    throw notFound('pending permission for the client', body.client);
  const visible = (await visibleClients(directory, target.id)).find(({ client }) => client.id === body.client);
  if (!visible) throw notFound('client', body.client);
  return publicPermission(visible.client, target, visible.level);
}
