// Taking back what was given to an address in an organization: the invite that waits, or the membership.
import type { Organization } from '../../domain/identity/identity.ts';
import { checkSought } from '../../domain/identity/user.ts';
import { invalid } from '../../domain/problem.ts';
import { findOrganization } from '../../store/identity/clients.ts';
import { findMembership, membershipsOfUser } from '../../store/identity/memberships.ts';
import { findByEmail } from '../../store/identity/users.ts';
import { untilDone } from '../../store/table/until-done.ts';
import { leaveOrganization } from './leave.ts';
import { openInvite, takeBack } from './open-invite.ts';
import { beingChanged } from './organization-invites.ts';
import type { AccountContext } from './registry.ts';

type OnOrganization = { readonly target: Organization };

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
  const given = query.email ?? body.email;
  if (given === undefined) throw invalid('email', undefined, 'is missing', 'Say whose invite is taken back.');
  const email = checkSought(given);
  await untilDone(() => closeInvite(context, target.id, email), beingChanged);
  const user = await findByEmail(directory, email);
  const membership = user && (await findMembership(directory, user.id, target.id));
  if (user && membership) await leaveOrganization(context, target.id, user.id);
  return {};
}

/** Undefined when the invite was changed or accepted meanwhile. */
async function closeInvite(context: AccountContext, organization: string, email: string): Promise<true | undefined> {
  const invite = await openInvite(context, organization, email);
  return !invite || (await takeBack(context, invite)) || undefined;
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
