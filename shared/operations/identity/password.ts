// Changing a password: with the old one, or with the code of a mail. It ends every other session of the user.

import { checkPassword, checkSought, emailKey, type User } from '../../domain/identity/user.ts';
import { invalid, problem } from '../../domain/problem.ts';
import { hashPassword, isPassword } from '../../platform/password.ts';
import { hashToken } from '../../platform/token-hash.ts';
import { type Code, findCode, newCode, useCode } from '../../store/identity/codes.ts';
import { commit } from '../../store/identity/directory.ts';
import { endSessions } from '../../store/identity/sessions.ts';
import { changeUser, findByEmail, findUser, newPassword, passwordOf } from '../../store/identity/users.ts';
import { beginAnew, limitTries, provesPassword } from './limit-tries.ts';
import { openSession } from './log-in.ts';
import { makeCode } from './mail-code.ts';
import { resetMail } from './mails.ts';
import type { Registry, VisitorContext } from './registry.ts';
import { showSession } from './session.ts';
import { wasSentTo } from './verification.ts';

type Change = {
  readonly new_password: string;
  readonly old_password?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly password_reset_code?: string | null | undefined;
};

export async function changePassword(context: VisitorContext, { body }: { body: Change }) {
  const { old_password, email, password_reset_code } = body;
  if (typeof password_reset_code === 'string') {
    if (typeof email !== 'string') throw missing('email', 'Send the address that the code was sent to.');
    return byCode(context, checkSought(email), password_reset_code, body.new_password);
  }
  if (typeof old_password !== 'string')
    throw missing('old_password', 'Send it, or the code of a mail as password_reset_code.');
  return byOldPassword(context, old_password, body.new_password);
}

const missing = (field: string, fix: string) => invalid(field, undefined, 'is missing', fix);

const logInFirst = "Log in first: a password is changed with the user's own token.";

async function byOldPassword(context: VisitorContext, old: string, fresh: string) {
  const { caller, directory } = context;
  if (!caller) throw problem(401, logInFirst);
  const user = caller.token.kind === 'user' && caller.user !== null ? await findUser(directory, caller.user) : null;
  if (!user) throw problem(403, logInFirst, { tokenStatus: 'invalid_permissions' });
  if (!(await provesPassword(context, user, old))) throw problem(400, 'Invalid password. Check old_password.');
  await setPassword(context, user, fresh, null);
  await endSessions(directory, user.id, caller.token.hash);
  return showSession(context, caller);
}

async function byCode(context: VisitorContext, email: string, text: string, fresh: string) {
  const { directory, now } = context;
  await limitTries(context, 'login', email);
  const code = await findCode(directory, hashToken(text));
  if (code?.purpose !== 'reset' || emailKey(code.email) !== emailKey(email)) throw wrongCode();
  if (code.expires * 1000 <= now()) throw problem(401, 'Expired password_reset_code');
  const user = await findUser(directory, code.user);
  if (!user || !wasSentTo(user, code)) throw wrongCode();
  await setPassword(context, user, fresh, code);
  await beginAnew(context, email);
  await endSessions(directory, user.id, null);
  return openSession(context, user);
}

const wrongCode = () => problem(400, 'Invalid email/password_reset_code');

/** With the code, if there is one, used up in the same transaction. Whoever could read the mail has the address. */
async function setPassword(context: Registry, user: User, fresh: string, code: Code | null): Promise<void> {
  const { directory } = context;
  checkPassword(fresh, 'new_password');
  const stored = await passwordOf(directory, user.id);
  if (stored && (await isPassword(fresh, stored)))
    throw problem(403, 'This is the present password. Choose another one.');
  const writes = [
    newPassword(directory, user.id, await hashPassword(fresh)),
    ...(code ? [useCode(directory, code)] : []),
  ];
  const settled = (before: User): User => {
    if (code && !wasSentTo(before, code)) throw wrongCode();
    return { ...before, needsPasswordReset: false, verified: before.verified || code !== null };
  };
  const outcome = await changeUser(directory, user.id, settled, writes);
  if (outcome !== 'done')
    throw code ? wrongCode() : problem(409, 'The user is being changed by another request. Try again.');
}

/** Sends a reset mail, if the address is anybody's; says the same either way. */
export async function requestReset(context: VisitorContext, { query }: { query: { readonly email: string } }) {
  const { directory } = context;
  const email = checkSought(query.email);
  await limitTries(context, 'reset', email);
  const user = await findByEmail(directory, email);
  if (!user) return {};
  const { text, code } = makeCode(context, 'reset', user);
  await commit(directory, [newCode(directory, code)]);
  await context.sendMail(resetMail(user.email, text));
  return {};
}
