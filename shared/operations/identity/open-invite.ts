// An invite that nobody has accepted: found by its address, kept with its mail sent, taken back.
import type { Organization } from '../../domain/identity.ts';
import type { Invite } from '../../domain/invite.ts';
import { invalid } from '../../domain/problem.ts';
import { emailKey, type User } from '../../domain/user.ts';
import { commit } from '../../store/identity/directory.ts';
import { invitesOfOrganization, removeInvite, saveInvite } from '../../store/identity/invites.ts';
import { inviteCode } from './invite-code.ts';
import { inviteMail } from './mails.ts';
import type { AccountContext, Registry } from './registry.ts';
import { acceptInvite } from './settle-in.ts';

export function checkDomain({ emailDomains = [] }: Organization, email: string): string {
  const domain = emailKey(email).slice(email.lastIndexOf('@') + 1);
  if (emailDomains.length === 0 || emailDomains.includes(domain)) return email;
  throw invalid(
    'email',
    email,
    `this organization invites only addresses from the following domains: ${emailDomains.join(', ')}`,
    'Invite another address, or have an owner add the domain.',
  );
}

export const openInvite = async (
  { directory }: AccountContext,
  organization: string,
  email: string,
): Promise<Invite | null> =>
  (await invitesOfOrganization(directory, organization)).find((invite) => emailKey(invite.email) === emailKey(email)) ??
  null;

/** In at once, where the address is somebody's for sure; else the invite is kept and its mail goes out. */
export async function settle(
  context: AccountContext,
  invite: Invite,
  organization: Organization,
  user: User | null,
): Promise<void> {
  if (user?.verified) return acceptInvite(context, invite, user.id);
  const { text, code } = await inviteCode(context, invite);
  await commit(context.directory, saveInvite(context.directory, invite, code));
  if (context.policy.mail) await context.sendMail(inviteMail(invite.email, organization.name, text));
}

export async function takeBack(context: Registry, invite: Invite): Promise<void> {
  await commit(
    context.directory,
    removeInvite(context.directory, invite, (await inviteCode(context, invite)).code.hash),
  );
}
