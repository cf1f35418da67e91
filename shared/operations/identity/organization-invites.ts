// Inviting people into an organization. Who has a verified user gets in at once, others when they have one.
import type { Organization } from '../../domain/identity.ts';
import type { Invite, PendingRole, Role } from '../../domain/invite.ts';
import { invalid, notFound, type Problem, problem } from '../../domain/problem.ts';
import { checkEmail, type MembershipType } from '../../domain/user.ts';
import { clientsOf, findOrganization } from '../../store/clients.ts';
import { commit } from '../../store/identity/directory.ts';
import { findInvite, invitesOfOrganization, saveInvite } from '../../store/identity/invites.ts';
import { findMembership, membershipsOfUser } from '../../store/identity/memberships.ts';
import { findByEmail } from '../../store/identity/users.ts';
import { wholePage } from '../page.ts';
import { inviteCode } from './invite-code.ts';
import { leaveOrganization } from './leave.ts';
import { checkDomain, openInvite, settle, takeBack } from './open-invite.ts';
import type { AccountContext } from './registry.ts';
import { showInvite } from './show-invite.ts';

type OnOrganization = { readonly target: Organization };

export async function listInvites(context: AccountContext, { target }: OnOrganization) {
  const invites = await invitesOfOrganization(context.directory, target.id);
  return wholePage(await Promise.all(invites.toReversed().map((invite) => showInvite(context, invite))));
}

type NewInvite = {
  readonly email: string;
  readonly membership_type: MembershipType;
  readonly client_invites?:
    | readonly { readonly id: string; readonly role: Role; readonly old_role?: Role | null | undefined }[]
    | null
    | undefined;
};

/** Owners have every client, so only members are invited with roles. */
export async function inviteIntoOrganization(
  context: AccountContext,
  { target, body }: OnOrganization & { body: NewInvite },
) {
  const { directory, now, nextId } = context;
  const email = checkDomain(target, checkEmail(body.email));
  const pending = await pendingRoles(context, target, body);
  const known = await openInvite(context, target.id, email);
  if (known) throw conflict(email);
  const user = await findByEmail(directory, email);
  if (user && (await findMembership(directory, user.id, target.id))) throw already(email);
  const created = Math.floor(now() / 1000);
  const invite: Invite = { id: nextId(), organization: target.id, email, created, type: body.membership_type, pending };
  const shown = await showInvite(context, invite);
  await settle(context, invite, target, user);
  return shown;
}

async function pendingRoles(
  { directory }: AccountContext,
  organization: Organization,
  body: NewInvite,
): Promise<PendingRole[]> {
  const given = body.client_invites ?? [];
  if (body.membership_type === 'owner' && given.length > 0)
    throw invalid(
      'client_invites',
      undefined,
      'must be empty for an owner, who has every client',
      'Leave it out, or invite a member.',
    );
  const clients = await clientsOf(directory.table, organization.id);
  return given.map(({ id, role }, i) => {
    if (clients.every((client) => client.id !== id))
      throw invalid(
        `client_invites[${i}].id`,
        id,
        'is no client of this organization',
        'GET /v1/organizations/ORGANIZATION/clients lists them.',
      );
    return { client: id, role };
  });
}

const conflict = (email: string): Problem =>
  problem(
    409,
    `${email} is invited already. Change that invite with PUT /v1/invites/INVITE, or take it back with DELETE.`,
  );

const already = (email: string): Problem =>
  problem(409, `${email} is a member already. Change the permissions instead.`);

type OnInvite = { readonly target: Invite };

/** The invite that the path names, for owners of its organization. */
export async function loadInvite(context: AccountContext, path: Readonly<Record<string, string>>): Promise<Invite> {
  const { invite: id = '' } = path;
  const invite = await findInvite(context.directory, id);
  const user = context.caller.user;
  const membership =
    invite && user !== null ? await findMembership(context.directory, user, invite.organization) : null;
  if (!invite || membership?.type !== 'owner') throw notFound('invite', id);
  return invite;
}

type InviteChange = {
  readonly membership_type?: MembershipType | undefined;
  readonly client_invites?: NewInvite['client_invites'];
};

export async function changeInvite(context: AccountContext, { target, body }: OnInvite & { body: InviteChange }) {
  const { directory } = context;
  const organization = await findOrganization(directory.table, target.organization);
  if (!organization) throw notFound('invite', target.id);
  const type = body.membership_type ?? target.type;
  const pending = body.client_invites
    ? await pendingRoles(context, organization, { ...body, email: target.email, membership_type: type })
    : type === 'owner'
      ? []
      : target.pending;
  const changed = { ...target, type, pending };
  await commit(directory, saveInvite(directory, changed, (await inviteCode(context, changed)).code));
  return showInvite(context, changed);
}

/** Takes back what was given to an address: the invite, or the membership of a user. */
export async function uninvite(
  context: AccountContext,
  {
    target,
    body,
    query,
  }: OnOrganization & { body: { email?: string | undefined }; query: { email?: string | undefined } },
) {
  const { directory } = context;
  const email = query.email ?? body.email;
  if (email === undefined) throw invalid('email', undefined, 'is missing', 'Say whose invite is taken back.');
  const invite = await openInvite(context, target.id, email);
  if (invite) await takeBack(context, invite);
  const user = await findByEmail(directory, email);
  const membership = user && (await findMembership(directory, user.id, target.id));
  if (user && membership) await leaveOrganization(context, target.id, user.id);
  return {};
}

type Named = { readonly email?: string | undefined; readonly organization?: string | undefined };

/** The same where the path names no organization: in the one that is named beside the address, or in the only one that the caller owns. */
export async function uninviteAnywhere(context: AccountContext, { body, query }: { body: Named; query: Named }) {
  const target = await ownOrganization(context, query.organization ?? body.organization);
  return uninvite(context, { target, body, query });
}

async function ownOrganization(
  { directory, caller }: AccountContext,
  named: string | undefined,
): Promise<Organization> {
  const memberships = caller.user === null ? [] : await membershipsOfUser(directory, caller.user);
  const owned = memberships.flatMap(({ type, organization }) => (type === 'owner' ? [organization] : []));
  if (named === undefined && owned.length !== 1)
    throw invalid('organization', undefined, `is missing, and you own ${owned.length}`, 'Say which one it is about.');
  const id = named ?? owned[0] ?? '';
  const found = owned.includes(id) ? await findOrganization(directory.table, id) : null;
  if (!found) throw invalid('organization', id, 'is none that you own', 'Send the id of one that you own.');
  return found;
}
