// Codes that go out in mails.
import { makeToken } from '../../domain/identity/token.ts';
import { hashToken } from '../../platform/token-hash.ts';
import type { Code } from '../../store/identity/codes.ts';
import type { Registry } from './registry.ts';

/** Seconds that a code is good for: a verification has time, a reset is asked for by who waits for it. */
const lives = { verify: 7 * 86_400, reset: 86_400 } as const;

/** The text for the mail, and what is to be stored. */
export function makeCode(
  { now, randomBytes }: Pick<Registry, 'now' | 'randomBytes'>,
  purpose: 'verify' | 'reset',
  user: { readonly id: string; readonly email: string },
): { readonly text: string; readonly code: Code } {
  // As long and as random as a token; not one, so that it opens no door by itself.
  const text = makeToken(randomBytes, 'user').slice('cairn_user_'.length);
  const expires = Math.floor(now() / 1000) + lives[purpose];
  return { text, code: { hash: hashToken(text), purpose, user: user.id, email: user.email, expires } };
}
