// The code of an invite: derived, so that it can be sent again, and shown where there is no mail.
import type { Invite } from '../../domain/identity/invite.ts';
import { tokenOf } from '../../domain/identity/token.ts';
import { hashToken, keyedHash } from '../../platform/token-hash.ts';
import type { Code } from '../../store/identity/codes.ts';
import type { Registry } from './registry.ts';

/** Seconds that an invite can be accepted by its code. */
const lives = 90 * 86_400;

export async function inviteCode(
  { tokenKey }: Pick<Registry, 'tokenKey'>,
  { id, email, created }: Invite,
): Promise<{ readonly text: string; readonly code: Code }> {
  const text = tokenOf(keyedHash(await tokenKey(), ['invite', id, email]), 'guest').slice('cairn_guest_'.length);
  return { text, code: { hash: hashToken(text), purpose: 'invite', user: id, email, expires: created + lives } };
}
