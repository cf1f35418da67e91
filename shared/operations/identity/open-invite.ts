// An invite that nobody has accepted: found by its address, kept with its mail sent, taken back.
import type { Organization } from '../../domain/identity/identity.ts';
import type { Invite } from '../../domain/identity/invite.ts';
import { emailKey, type User } from '../../domain/identity/user.ts';
import { invalid } from '../../domain/problem.ts';
import { commit } from '../../store/identity/directory.ts';
import { inviteInPlace, invitesOfOrganization, newInvite, removeInvite } from '../../store/identity/invites.ts';
import { inviteCode } from './invite-code.ts';
import { limitTries, mayTry } from './limit-tries.ts';
import { inviteMail } from './mails.ts';
import type { AccountContext, Registry } from './registry.ts';
import { granted } from './settle-in.ts';

export function checkDomain({ emailDomains = [] }: Organization, email: string): string {
  const key = emailKey(email); // not always as long as the address
  const domain = key.slice(key.lastIndexOf('@') + 1);
  if (emailDomains.length === 0 || emailDomains.includes(domain)) return email;
  throw invalid(
    'email',
    email,
    `this organization invites only addresses from the following domains: ${emailDomains.join(', ')}`,
    'Invite another address, or have an owner add the domain.',
  );
}

/** Of a member, to whom nothing is promised yet; not stored. */
export const freshInvite = ({ nextId, now }: Registry, organization: string, email: string): Invite => ({
  ...{ id: nextId(), organization, email, created: Math.floor(now() / 1000), type: 'member', pending: [] },
});

export const openInvite = async (
  { directory }: Registry,
  organization: string,
  email: string,
): Promise<Invite | null> =>
  (await invitesOfOrganization(directory, organization)).find((invite) => emailKey(invite.email) === emailKey(email)) ??
  null;

/**
 * In at once, where the address is somebody's for sure; else the invite is kept in the place of the one that was read as `seen`, and its mail goes out.
 * False when somebody else was faster; then nothing happened. Throws a 429 for an address that was sent too many invites, whoever has it being
 * flooded; one that is only changed goes without its mail then, which would say what the first one said.
 */
export async function settle(
  context: AccountContext,
  { seen, invite }: Kept,
  organization: Organization,
  user: User | null,
): Promise<boolean> {
  if (user?.verified) return (await commit(context.directory, await granted(context, invite, user.id))).done;
  const { mail } = context.policy;
  if (mail && seen === null) await limitTries(context, 'invite', invite.email);
  if (!(await keepInvite(context, { seen, invite }))) return false;
  const { text } = await inviteCode(context, invite);
  if (mail && (seen === null || (await mayTry(context, 'invite', invite.email))))
    await context.sendMail(inviteMail(invite.email, organization.name, text));
  return true;
}

/** `seen` null: the address is not invited to this organization yet. */
type Kept = { readonly seen: Invite | null; readonly invite: Invite };

/** False when the address was invited meanwhile, or its invite changed, accepted or taken back. */
export async function keepInvite(context: Registry, { seen, invite }: Kept): Promise<boolean> {
  const { directory } = context;
  const { code } = await inviteCode(context, invite);
  const writes = seen ? inviteInPlace(directory, seen, invite) : newInvite(directory, invite, code);
  return (await commit(directory, writes)).done;
}

/** False when the invite was changed, accepted or taken back meanwhile. */
export async function takeBack(context: Registry, invite: Invite): Promise<boolean> {
  const { code } = await inviteCode(context, invite);
  return (await commit(context.directory, removeInvite(context.directory, invite, code.hash))).done;
}
