// The brake on guessing and on floods of mail: so many attempts an address, whoever makes them. Who proves to know the password begins anew.

import { emailKey, type User } from '../../domain/identity/user.ts';
import { problem } from '../../domain/problem.ts';
import { isPassword } from '../../platform/password.ts';
import { hashToken } from '../../platform/token-hash.ts';
import { countTry, forgetTries, tryWindow, type What } from '../../store/identity/tries.ts';
import { passwordOf } from '../../store/identity/users.ts';
import type { Registry } from './registry.ts';

/** Whether there may be one more with this address; if so, it is counted. */
export const mayTry = ({ directory, policy }: Registry, what: What, email: string): Promise<boolean> =>
  countTry(directory, what, hashOf(email), policy.attempts);

/** The address may be anybody's, and stands there longer than in an organization that is erased: so it is not readable. */
const hashOf = (email: string): string => hashToken(emailKey(email));

/** Throws a 429 when there were too many attempts with this address. */
export async function limitTries(registry: Registry, what: What, email: string): Promise<void> {
  if (await mayTry(registry, what, email)) return;
  const minutes = tryWindow / 60_000;
  throw problem(
    429,
    `Too many attempts with this address: ${registry.policy.attempts} in ${minutes} minutes are allowed. Wait, then try again.`,
    { headers: { 'Retry-After': String(tryWindow / 1000) } },
  );
}

/** Whether this is the user's password; counted as an attempt, and throws the 429 when there were too many. */
export async function provesPassword(registry: Registry, user: User, password: string): Promise<boolean> {
  await limitTries(registry, 'login', user.email);
  const stored = await passwordOf(registry.directory, user.id);
  if (!stored || !(await isPassword(password, stored))) return false;
  await beginAnew(registry, user.email);
  return true;
}

/** For who has proved to be no guesser. */
export const beginAnew = ({ directory }: Pick<Registry, 'directory'>, email: string): Promise<void> =>
  forgetTries(directory, 'login', hashOf(email));
