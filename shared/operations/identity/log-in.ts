// Logging in, by password or by the code of a mail.

import { checkSought, type User } from '../../domain/identity/user.ts';
import { invalid, type Problem, problem } from '../../domain/problem.ts';
import { pretendToCompare } from '../../platform/password.ts';
import { findByEmail } from '../../store/identity/users.ts';
import { limitTries, provesPassword } from './limit-tries.ts';
import type { Registry, VisitorContext } from './registry.ts';
import { showSession } from './session.ts';
import { userToken } from './user-token.ts';
import { verifyByCode } from './verification.ts';

type LogIn = {
  readonly email: string;
  readonly password?: string | null | undefined;
  readonly code?: string | null | undefined;
};

export async function logIn(context: VisitorContext, { body }: { body: LogIn }) {
  const { password, code } = body;
  const email = checkSought(body.email);
  if ((password ?? null) !== null && (code ?? null) !== null)
    throw invalid('code', undefined, 'must not be given together with a password', 'Send one of the two.');
  if (typeof code === 'string') return openSession(context, await verifyByCode(context, email, code));
  if (typeof password !== 'string')
    throw invalid('password', undefined, 'is missing', 'Send the password, or the code of a mail.');
  const user = await userByPassword(context, email, password);
  if (context.policy.verifyEmail && !user.verified) throw unverified(user);
  return openSession(context, user);
}

export async function openSession(context: Registry, user: User) {
  const { token, record } = await userToken(context, user.id);
  return showSession(context, { token: record, presented: token });
}

/** The user whose address and password these are. Unknown address and wrong password are one answer, and take as long. */
export async function userByPassword(context: Registry, email: string, password: string): Promise<User> {
  const user = await findByEmail(context.directory, email);
  if (user && (await provesPassword(context, user, password))) return user;
  if (!user) {
    await limitTries(context, 'login', email);
    await pretendToCompare(password);
  }
  throw wrong();
}

const wrong = (): Problem => problem(400, 'Invalid username/password. Check both, or have the password reset.');

export const unverified = ({ email }: User): Problem =>
  problem(
    403,
    `The address ${email} is not verified yet: follow the link in the mail that was sent to it, or have it sent again with POST /v1/verifications.`,
    {
      tokenStatus: 'needs_email_verification',
    },
  );
