// Inviting people into one client: a permission at once for who is there already, else an invite as a member of its organization.
import type { Client, Organization } from '../../domain/identity/identity.ts';
import { type Invite, levelOfRole, type Role, roleOfLevel, withRole } from '../../domain/identity/invite.ts';
import { checkEmail, type User } from '../../domain/identity/user.ts';
import { invalid, notFound, problem, tryAgain } from '../../domain/problem.ts';
import { findOrganization } from '../../store/identity/clients.ts';
import { invitesOfOrganization } from '../../store/identity/invites.ts';
import { findByEmail } from '../../store/identity/users.ts';
import { untilDone } from '../../store/table/until-done.ts';
import { wholePage } from '../page.ts';
import { checkDomain, freshInvite, openInvite, settle, takeBack } from './open-invite.ts';
import { lookAt, permit, type Seen } from './permit.ts';
import type { AccountContext } from './registry.ts';
import { showPending } from './show-invite.ts';

type ClientInvite = { readonly email: string; readonly role: Role; readonly old_role?: Role | null | undefined };

type OnClient = { readonly target: Client };

type RoleGiven = OnClient & { readonly body: ClientInvite };

/**
 * A role in one client: a permission at once for who is there already, else an invite as a member. `uninvited` takes it away. What was read is a
 * condition of what is written, so that two at once do not undo what they have not seen:
 *
 *   one:     role as `old_role` says ─────────────── change it ─ refused ── role is another by now: 409
 *   another:                          └ change it
 */
export const inviteIntoClient = (context: AccountContext, given: RoleGiven) =>
  untilDone(
    () => giveRole(context, given),
    () => tryAgain('What this person may do is being changed by others.'),
  );

/** Undefined when somebody else was faster. */
async function giveRole(context: AccountContext, { target: client, body }: RoleGiven) {
  const { directory } = context;
  const organization = await findOrganization(directory.table, client.organization);
  if (!organization) throw notFound('client', client.id);
  const email = checkEmail(body.email);
  const standing = await standingOf(context, client, email);
  checkOldRole(client, standing, body);
  if (body.role !== 'uninvited') checkDomain(organization, email);
  const invite = withRole(standing.invite ?? freshInvite(context, organization.id, email), client.id, body.role);
  const shown = await showPending(context, invite, { client: client.id, role: body.role });
  const { user, membership } = standing;
  const given = { client: client.id, organization: organization.id, level: levelOfRole(body.role) };
  if (user && (user.verified || membership))
    return (await permit(directory, { user: user.id, ...given }, standing)) ? shown : undefined;
  return (await wait(context, standing.invite, invite, organization)) ? shown : undefined;
}

/** Keeps what is promised until there is a user; an invite that promises nothing any more is none. */
async function wait(context: AccountContext, seen: Invite | null, invite: Invite, organization: Organization) {
  if (invite.pending.length > 0) return settle(context, { seen, invite }, organization, null);
  return seen === null || takeBack(context, seen);
}

/** What an address has in a client: a user with a membership and a permission, or an invite that waits for one. */
type Standing = Seen & { readonly user: User | null; readonly invite: Invite | null };

async function standingOf(context: AccountContext, { id, organization }: Client, email: string): Promise<Standing> {
  const { directory } = context;
  const user = await findByEmail(directory, email);
  const [invite, seen] = await Promise.all([
    openInvite(context, organization, email),
    user && lookAt(directory, { user: user.id, client: id, organization }),
  ]);
  return { user, invite, ...(seen ?? { membership: null, permission: null }) };
}

/** Two administrators at once: the second one does not undo what it has not seen. */
function checkOldRole(client: Client, { permission, invite }: Standing, { old_role }: ClientInvite): void {
  if (old_role === undefined || old_role === null) return;
  const pending = invite?.pending.find((each) => each.client === client.id)?.role;
  const present = permission ? roleOfLevel(permission.level) : (pending ?? 'uninvited');
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
