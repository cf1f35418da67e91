// Verifying an address: a mail with a code goes out, and whoever sends the code back has read it.

import { checkSought, emailKey, type User } from '../../domain/identity/user.ts';
import { problem } from '../../domain/problem.ts';
import { hashToken } from '../../platform/token-hash.ts';
import { type Code, findCode, newCode, useCode } from '../../store/identity/codes.ts';
import { commit } from '../../store/identity/directory.ts';
import { changeUser, findByEmail, findUser } from '../../store/identity/users.ts';
import { limitTries } from './limit-tries.ts';
import { makeCode } from './mail-code.ts';
import { verificationMail } from './mails.ts';
import type { AccountContext, Registry, VisitorContext } from './registry.ts';
import { settleIn } from './settle-in.ts';

/** The user whose address the code verifies, with a place to work in. Throws a 400 for a code that is wrong, used or too old. */
export async function verifyByCode(context: Registry, email: string, text: string): Promise<User> {
  const { directory, now } = context;
  const code = await findCode(directory, hashToken(text));
  if (code?.purpose !== 'verify' || emailKey(code.email) !== emailKey(email) || code.expires * 1000 <= now())
    throw wrongCode();
  const verified = (user: User): User => {
    if (!wasSentTo(user, code)) throw wrongCode();
    return { ...user, verified: true };
  };
  const outcome = await changeUser(directory, code.user, verified, [useCode(directory, code)]);
  const user = outcome === 'done' ? await findUser(directory, code.user) : null;
  // They may have taken another address since the code was used, and what waits for that one is not theirs.
  if (!user || !wasSentTo(user, code)) throw wrongCode();
  await settleIn(context, user);
  return user;
}

/** A code proves the address that its mail went to, and none that its user has taken since. */
export const wasSentTo = (user: User, { email }: Code): boolean => emailKey(user.email) === emailKey(email);

const wrongCode = () => problem(400, 'Invalid email/code. Have another code sent with POST /v1/verifications.');

/** Where addresses have to be verified and no mail goes out, an address that is not verified would never be. */
export function refuseWithoutMail({ policy }: Registry, wayOut: string): void {
  if (policy.verifyEmail && !policy.mail)
    throw problem(403, `This service cannot send mail, so no address can be verified. ${wayOut}`);
}

export async function sendVerification(context: Registry, user: User): Promise<void> {
  const { text, code } = makeCode(context, 'verify', user);
  await commit(context.directory, [newCode(context.directory, code)]);
  await context.sendMail(verificationMail(user.email, text));
}

/** To the address that the user says is the user's own: it may be anybody's, who is not to be flooded. */
export async function resendOwn(context: AccountContext, { target }: { target: User }) {
  if (target.verified) return {};
  await limitTries(context, 'reset', target.email);
  await sendVerification(context, target);
  return {};
}

/** To any address that waits for it; says the same for all others. */
export async function resendVerification(context: VisitorContext, { body }: { body: { readonly email: string } }) {
  const email = checkSought(body.email);
  await limitTries(context, 'reset', email);
  const user = await findByEmail(context.directory, email);
  if (user && !user.verified) await sendVerification(context, user);
  return {};
}
