// The brake on guessing: so many attempts an address, whoever makes them. Who proves to know the password begins anew.

import type { User } from '../../domain/identity/user.ts';
import { problem } from '../../domain/problem.ts';
import { isPassword } from '../../platform/password.ts';
import { countTry, forgetTries, tryWindow } from '../../store/identity/tries.ts';
import { passwordOf } from '../../store/identity/users.ts';
import type { Registry } from './registry.ts';

/** Throws a 429 when there were too many attempts with this address. */
export async function limitTries(
  { directory, policy }: Registry,
  what: 'login' | 'reset',
  email: string,
): Promise<void> {
  if (await countTry(directory, what, email, policy.attempts)) return;
  const minutes = tryWindow / 60_000;
  throw problem(
    429,
    `Too many attempts with this address: ${policy.attempts} in ${minutes} minutes are allowed. Wait, then try again.`,
    { headers: { 'Retry-After': String(tryWindow / 1000) } },
  );
}

/** Whether this is the user's password; counted as an attempt, and throws the 429 when there were too many. */
export async function provesPassword(registry: Registry, user: User, password: string): Promise<boolean> {
  await limitTries(registry, 'login', user.email);
  const stored = await passwordOf(registry.directory, user.id);
  if (!stored || !(await isPassword(password, stored))) return false;
  await forgetTries(registry.directory, 'login', user.email);
  return true;
}
