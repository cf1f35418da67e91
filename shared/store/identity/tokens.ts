// Tokens by their hash, in a table of their own that only the door and the token operations may read.
import type { TokenRecord } from '../../domain/identity/identity.ts';
import { asRead } from '../table/expression.ts';
import { putItem } from '../table/single.ts';
import { get, type Item, type Table, type Write } from '../table/table.ts';

export const tokenKey = (hash: string) => ({ pk: `T#${hash}`, sk: 'TOKEN' });

/** Seconds that an expired token is still known as one, and not as a text that never was a token. */
const remembered = 30 * 86_400;

export const tokenItem = (record: TokenRecord): Item => ({
  ...tokenKey(record.hash),
  doc: JSON.stringify(record),
  ...(record.expires === null ? {} : { expiresAt: record.expires + remembered }),
});

/** Null when no token has this hash (SHA-256, hex). Read consistently, so that a revoked token is refused at once. */
export async function findToken(tokens: Table, hash: string): Promise<TokenRecord | null> {
  const item = await get(tokens, tokenKey(hash));
  return item?.doc ? (JSON.parse(item.doc) as TokenRecord) : null;
}

/**
 * Writes that put a token in the place of another: the same with another expiry, or one with a new text. Refused when the one before was ended or
 * changed since it was read as `seen`, so that what has ended stays ended:
 *
 *   change:  read token ───────── put ─ refused
 *   end:                  └ gone
 */
export function tokenInPlace(seen: TokenRecord, next: TokenRecord): Write[] {
  const when = asRead(seen);
  if (seen.hash === next.hash) return [{ put: tokenItem(next), when }];
  return [{ remove: tokenKey(seen.hash), when }, { put: tokenItem(next) }];
}

/** Stores a new token. */
export async function saveToken(tokens: Table, record: TokenRecord): Promise<void> {
  await putItem(tokens, tokenItem(record));
}
