// Inviting people into an organization. Who has a verified user gets in at once, others when they have one.
import type { Organization } from '../../domain/identity/identity.ts';
import type { Invite, PendingRole, Role } from '../../domain/identity/invite.ts';
import { checkEmail, type MembershipType } from '../../domain/identity/user.ts';
import { invalid, notFound, type Problem, problem, tryAgain } from '../../domain/problem.ts';
import { clientsOf, findOrganization } from '../../store/identity/clients.ts';
import { findInvite, invitesOfOrganization } from '../../store/identity/invites.ts';
import { findMembership } from '../../store/identity/memberships.ts';
import { findByEmail } from '../../store/identity/users.ts';
import { untilDone } from '../../store/table/until-done.ts';
import { wholePage } from '../page.ts';
import { checkDomain, freshInvite, keepInvite, openInvite, settle } from './open-invite.ts';
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

type Given = OnOrganization & { readonly body: NewInvite };

/** Owners have every client, so only members are invited with roles. Of two who invite an address at once, the second is told. */
export const inviteIntoOrganization = (context: AccountContext, given: Given) =>
  untilDone(() => inviteOnce(context, given), beingChanged);

export const beingChanged = () => tryAgain('This invite is being changed by others.');

/** Undefined when the address was invited, or taken in, meanwhile. */
async function inviteOnce(context: AccountContext, { target, body }: Given) {
  const { directory } = context;
  const email = checkDomain(target, checkEmail(body.email));
  const pending = await pendingRoles(context, target, body);
  const known = await openInvite(context, target.id, email);
  if (known) throw conflict(email);
  const user = await findByEmail(directory, email);
  if (user && (await findMembership(directory, user.id, target.id))) throw already(email);
  const invite = { ...freshInvite(context, target.id, email), type: body.membership_type, pending };
  const shown = await showInvite(context, invite);
  return (await settle(context, { seen: null, invite }, target, user)) ? shown : undefined;
}

/** What is promised: `uninvited` is nothing. */
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
  const named = given.map(({ id }) => id);
  const pending = given.map(({ id, role }, i) => {
    if (named.indexOf(id) < i)
      throw invalid(`client_invites[${i}].id`, id, 'is named twice', 'Send one role for each client.');
    if (clients.every((client) => client.id !== id))
      throw invalid(
        `client_invites[${i}].id`,
        id,
        'is no client of this organization',
        'GET /v1/organizations/ORGANIZATION/clients lists them.',
      );
    return { client: id, role };
  });
  return pending.filter(({ role }) => role !== 'uninvited');
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

export const changeInvite = (context: AccountContext, { target, body }: OnInvite & { body: InviteChange }) =>
  untilDone(() => changeOnce(context, target.id, body), beingChanged);

/** Undefined when it was changed, accepted or taken back meanwhile. */
async function changeOnce(context: AccountContext, id: string, body: InviteChange) {
  const { directory } = context;
  const target = await findInvite(directory, id);
  if (!target) throw notFound('invite', id);
  const organization = await findOrganization(directory.table, target.organization);
  if (!organization) throw notFound('invite', target.id);
  const type = body.membership_type ?? target.type;
  const pending = body.client_invites
    ? await pendingRoles(context, organization, { ...body, email: target.email, membership_type: type })
    : type === 'owner'
      ? []
      : target.pending;
  const changed = { ...target, type, pending };
  return (await keepInvite(context, { seen: target, invite: changed })) ? showInvite(context, changed) : undefined;
}
