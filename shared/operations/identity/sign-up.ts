// Making a user: by an invite, whose code proves the address; by a client's sign-up link; or, where a deployment allows it, by anybody.

import type { Client } from '../../domain/identity/identity.ts';
import type { Invite } from '../../domain/identity/invite.ts';
import { checkEmail, checkPassword, emailKey, type PasswordHash, type User } from '../../domain/identity/user.ts';
import { checkTitle } from '../../domain/name.ts';
import { invalid, problem, tryAgain } from '../../domain/problem.ts';
import { publicUser } from '../../domain/public/public-user.ts';
import { hashPassword } from '../../platform/password.ts';
import { hashToken } from '../../platform/token-hash.ts';
import { findCode } from '../../store/identity/codes.ts';
import { commit } from '../../store/identity/directory.ts';
import { findInvite } from '../../store/identity/invites.ts';
import { newUser } from '../../store/identity/users.ts';
import { untilDone } from '../../store/table/until-done.ts';
import { addressTaken, freshUser } from './fresh-user.ts';
import { keepInvite, openInvite } from './open-invite.ts';
import type { VisitorContext } from './registry.ts';
import { acceptance, acceptInvite } from './settle-in.ts';
import { linkedClient, linkInvite } from './sign-up-link.ts';
import { refuseWithoutMail, sendVerification } from './verification.ts';

export type SignUp = {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly client_name?: string | null | undefined;
  readonly invite_code?: string | null | undefined;
  readonly client?: string | null | undefined;
  readonly edu?: boolean | null | undefined;
};

export async function signUp(context: VisitorContext, { body }: { body: SignUp }) {
  if ((body.client ?? null) !== null && (body.invite_code ?? null) !== null)
    throw invalid('invite_code', undefined, 'must not be given together with a client', 'Send one of the two.');
  const email = checkEmail(body.email);
  const name = checkTitle(body.name, 'name');
  checkPassword(body.password);
  const wantsClient = typeof body.client_name === 'string' ? checkTitle(body.client_name, 'client_name') : null;
  const code = typeof body.invite_code === 'string' ? body.invite_code : null;
  if (code !== null) await invited(context, email, code);
  const client = typeof body.client === 'string' ? await linkedClient(context, context.caller, body.client) : null;
  if (code === null && !client) refuseSignUp(context);
  const user: User = {
    ...{ ...freshUser(context, email, name), wantsClient },
    ...{ educational: body.edu ?? false, verified: code !== null || !context.policy.verifyEmail },
  };
  const password = await hashPassword(body.password);
  if (code !== null) await makeInvited(context, user, password, code);
  else await makeUninvited(context, user, password, client);
  return publicUser(user);
}

/** With the invite accepted in the same transaction: one that was taken back makes nobody a user. */
const makeInvited = (context: VisitorContext, user: User, password: PasswordHash, code: string): Promise<true> =>
  untilDone(
    async () => {
      const { directory } = context;
      const invite = await invited(context, user.email, code);
      const writes = [...newUser(directory, user, password), ...(await acceptance(context, invite, user.id))];
      const outcome = await commit(directory, writes);
      if (!outcome.done && outcome.failed.includes('email')) throw addressTaken(user.email);
      return outcome.done || undefined;
    },
    () => tryAgain('The invite is being changed by others.'),
  );

async function makeUninvited(context: VisitorContext, user: User, password: PasswordHash, client: Client | null) {
  const { directory } = context;
  if (!(await commit(directory, newUser(directory, user, password))).done) throw addressTaken(user.email);
  if (client) await join(context, client, user);
  if (context.policy.mail) await sendVerification(context, user);
}

async function invited({ directory, now }: VisitorContext, email: string, text: string): Promise<Invite> {
  const code = await findCode(directory, hashToken(text));
  const invite =
    code?.purpose === 'invite' && code.expires * 1000 > now() ? await findInvite(directory, code.user) : null;
  if (!code || !invite)
    throw invalid('invite_code', undefined, 'is no invite that is open', 'Ask whoever invited you for another one.');
  if (emailKey(code.email) !== emailKey(email))
    throw problem(
      409,
      'This invite was sent to another address. Make the user with that one, or ask for another invite.',
    );
  return invite;
}

/** By a client's link: in at once where addresses are not verified, else when this one is. */
async function join(context: VisitorContext, client: Client, user: User): Promise<void> {
  const invite = await untilDone(
    () => promise(context, client, user.email),
    () => tryAgain('The invite of this address is being changed by others.'),
  );
  if (user.verified) await acceptInvite(context, invite, user.id);
}

/** An invite into the client, or the one that the address has into its organization already. Undefined when somebody else was faster. */
async function promise(context: VisitorContext, client: Client, email: string): Promise<Invite | undefined> {
  const seen = await openInvite(context, client.organization, email);
  const invite = linkInvite(context, client, email, seen);
  return (await keepInvite(context, { seen, invite })) ? invite : undefined;
}

function refuseSignUp(context: VisitorContext): void {
  if (!context.policy.signUp)
    throw problem(403, 'This service makes users by invite only. Ask an organization that is here already.');
  refuseWithoutMail(context, 'Ask its operator for a user.');
}
