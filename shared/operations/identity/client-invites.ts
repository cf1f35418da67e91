// Inviting people into one client: a permission at once for who is there already, else an invite as a member of its organization.
import type { Client } from '../../domain/identity.ts';
import { type Invite, levelOfRole, type Role, roleOfLevel, withRole } from '../../domain/invite.ts';
import { invalid, notFound, problem } from '../../domain/problem.ts';
import { checkEmail, type User } from '../../domain/user.ts';
import { findOrganization } from '../../store/clients.ts';
import { commit } from '../../store/identity/directory.ts';
import { invitesOfOrganization } from '../../store/identity/invites.ts';
import { findMembership, permissionsOfClient, setMembership, setPermission } from '../../store/identity/memberships.ts';
import { findByEmail } from '../../store/identity/users.ts';
import { wholePage } from '../page.ts';
import { checkDomain, openInvite, settle, takeBack } from './open-invite.ts';
import type { AccountContext } from './registry.ts';
import { showPending } from './show-invite.ts';

type ClientInvite = { readonly email: string; readonly role: Role; readonly old_role?: Role | null | undefined };

type OnClient = { readonly target: Client };

/** A role in one client: a permission at once for who is there already, else an invite as a member. `uninvited` takes it away. */
export async function inviteIntoClient(
  context: AccountContext,
  { target: client, body }: OnClient & { body: ClientInvite },
) {
  const { directory, now, nextId } = context;
  const organization = await findOrganization(directory.table, client.organization);
  if (!organization) throw notFound('client', client.id);
  const email = checkEmail(body.email);
  const user = await findByEmail(directory, email);
  const known = await openInvite(context, organization.id, email);
  await checkOldRole(context, client, user, known, body);
  if (body.role !== 'uninvited') checkDomain(organization, email);
  const created = Math.floor(now() / 1000);
  const before: Invite = known ?? {
    id: nextId(),
    organization: organization.id,
    email,
    created,
    type: 'member',
    pending: [],
  };
  const invite = withRole(before, client.id, body.role);
  const shown = await showPending(context, invite, { client: client.id, role: body.role });
  if (user && (user.verified || (await findMembership(directory, user.id, organization.id))))
    await permit(context, client, user.id, body.role);
  else if (invite.pending.length > 0) await settle(context, invite, organization, null);
  else if (known) await takeBack(context, known);
  return shown;
}

async function permit({ directory }: AccountContext, client: Client, user: string, role: Role): Promise<void> {
  const { organization } = client;
  const membership = await findMembership(directory, user, organization);
  await commit(directory, [
    ...(membership || role === 'uninvited' ? [] : setMembership(directory, user, organization, 'member')),
    ...setPermission(directory, { user, client: client.id, organization, level: levelOfRole(role) }),
  ]);
}

/** Two administrators at once: the second one does not undo what it has not seen. */
async function checkOldRole(
  { directory }: AccountContext,
  client: Client,
  user: User | null,
  invite: Invite | null,
  { old_role }: ClientInvite,
) {
  if (old_role === undefined || old_role === null) return;
  const granted =
    user && (await permissionsOfClient(directory, client.id)).find((permission) => permission.user === user.id);
  const pending = invite?.pending.find((each) => each.client === client.id)?.role;
  const present = granted ? roleOfLevel(granted.level) : (pending ?? 'uninvited');
  if (present !== old_role)
    throw problem(
      409,
      `The role is "${present}" by now, not "${old_role}". Look again, then send what you want with that as old_role.`,
    );
}

/** Roles in a client that wait for somebody to have a user. */
export async function listPending(context: AccountContext, { target: client }: OnClient) {
  const invites = await invitesOfOrganization(context.directory, client.organization);
  const waiting = invites.flatMap((invite) =>
    invite.pending.filter((each) => each.client === client.id).map((each) => showPending(context, invite, each)),
  );
  return wholePage(await Promise.all(waiting));
}

/** Takes a person out of a client, invited or in it. */
export const uninviteFromClient = async (
  context: AccountContext,
  { target, body, query }: OnClient & { body: { email?: string | undefined }; query: { email?: string | undefined } },
) => {
  const email = query.email ?? body.email;
  if (email === undefined) throw invalid('email', undefined, 'is missing', 'Say who is taken out.');
  await inviteIntoClient(context, { target, body: { email, role: 'uninvited' } });
  return {};
};
