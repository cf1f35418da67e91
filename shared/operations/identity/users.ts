// One user: seen by people of the same organizations, changed and deleted by oneself.

import { checkEmail, emailKey, type User } from '../../domain/identity/user.ts';
import { checkTitle } from '../../domain/name.ts';
import { invalid, notFound, problem } from '../../domain/problem.ts';
import { publicUser } from '../../domain/public/public-user.ts';
import { membershipsOfUser } from '../../store/identity/memberships.ts';
import { changeUser, findUser } from '../../store/identity/users.ts';
import { addressTaken } from './fresh-user.ts';
import { limitTries, provesPassword } from './limit-tries.ts';
import type { AccountContext } from './registry.ts';
import { refuseWithoutMail, sendVerification } from './verification.ts';

type Path = Readonly<Record<string, string>>;
export type OnUser = { readonly target: User };

/** Oneself, or somebody of an organization that one belongs to; the same 404 for all others. */
export async function loadUser({ directory, caller }: AccountContext, { user: id = '' }: Path): Promise<User> {
  const user = caller.user !== null && (await knows({ directory, caller }, id)) ? await findUser(directory, id) : null;
  if (!user) throw notFound('user', id);
  return user;
}

async function knows(
  { directory, caller }: Pick<AccountContext, 'directory' | 'caller'>,
  id: string,
): Promise<boolean> {
  const self = caller.user ?? '';
  if (self === id) return true;
  const [mine, theirs] = await Promise.all([membershipsOfUser(directory, self), membershipsOfUser(directory, id)]);
  const reach = caller.token.tenant ? [caller.token.tenant.organization] : mine.map(({ organization }) => organization);
  return mine.some(
    ({ organization }) => reach.includes(organization) && theirs.some((each) => each.organization === organization),
  );
}

/** Oneself. What somebody else may be looked at for, nobody but the user may use. */
export async function loadSelf(context: AccountContext, path: Path): Promise<User> {
  const user = await loadUser(context, path);
  if (user.id !== context.caller.user)
    throw problem(403, 'Only the user may do this.', { tokenStatus: 'invalid_permissions' });
  return user;
}

export const fetchUser = async (_: AccountContext, { target }: OnUser) => publicUser(target);

export type UserChange = {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly password?: string | null | undefined;
  readonly educational_user?: boolean | undefined;
  readonly show_welcome?: boolean | undefined;
  readonly planned_usage?:
    | { readonly track?: boolean | null | undefined; readonly optimize?: boolean | null | undefined }
    | undefined;
};

/** A new address needs the password, and has to be verified again. */
export async function updateUser(context: AccountContext, { target, body }: OnUser & { body: UserChange }) {
  const { directory, policy } = context;
  const email = body.email === undefined ? target.email : checkEmail(body.email);
  const name = body.name === undefined ? target.name : checkTitle(body.name, 'name');
  const moved = emailKey(email) !== emailKey(target.email);
  if (moved) await checkOwnPassword(context, target, body.password ?? undefined);
  if (moved) refuseWithoutMail(context, 'Keep the address that you have.');
  // Whoever has the new address gets a mail.
  if (moved && policy.mail) await limitTries(context, 'reset', email);
  const outcome = await changeUser(directory, target.id, (user) => ({
    ...{ ...user, name, email, verified: user.verified && !moved },
    educational: body.educational_user ?? user.educational,
    showWelcome: body.show_welcome ?? user.showWelcome,
    plannedUsage: {
      track: body.planned_usage?.track ?? user.plannedUsage.track,
      optimize: body.planned_usage?.optimize ?? user.plannedUsage.optimize,
    },
  }));
  if (outcome === 'address taken') throw addressTaken(email);
  if (outcome !== 'done') throw problem(409, 'The user is being changed by another request. Try again.');
  const changed = await findUser(directory, target.id);
  if (!changed) throw notFound('user', target.id);
  if (moved && policy.mail) await sendVerification(context, changed);
  return publicUser(changed);
}

/** Throws a 400 for a wrong password; counted as an attempt to log in. */
export async function checkOwnPassword(
  context: AccountContext,
  user: User,
  password: string | undefined,
): Promise<void> {
  if (password === undefined) throw invalid('password', undefined, 'is missing', 'Send your present password with it.');
  if (!(await provesPassword(context, user, password))) throw problem(400, 'Invalid password.');
}
