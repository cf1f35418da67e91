// User tokens in use, by their user: so that there are never many, and a changed password ends the others.
import type { TokenRecord } from '../../domain/identity.ts';
import { idOf, sortKey, userKey } from '../keys.ts';
import { query, type Write } from '../table.ts';
import { tokenItem, tokenKey } from '../tokens.ts';
import { commit, type Directory, inIdentities } from './directory.ts';

export type Session = { readonly id: string; readonly hash: string };

/** Oldest first; expired ones among them until the table forgets them. */
export async function sessionsOf(directory: Directory, user: string): Promise<Session[]> {
  const items = await query(directory.identities, { pk: userKey(user), from: 'SESSION#', to: 'SESSION#~' });
  return items.map((item) => ({ id: idOf(item.sk), hash: String(item['hash']) }));
}

/** Writes of a new session, or of one whose token has changed. */
export const saveSession = (directory: Directory, user: string, id: string, record: TokenRecord): Write[] =>
  [
    { put: tokenItem(record) },
    {
      put: {
        pk: userKey(user),
        sk: sortKey.session(id),
        hash: record.hash,
        ...(record.expires === null ? {} : { expiresAt: record.expires }),
      },
    },
  ].map((write) => inIdentities(directory, write));

export const endSession = (directory: Directory, user: string, { id, hash }: Session): Write[] =>
  [{ remove: { pk: userKey(user), sk: sortKey.session(id) } }, { remove: tokenKey(hash) }].map((write) =>
    inIdentities(directory, write),
  );

/** Ends sessions of a user, twenty at a time at most. */
export async function endSessions(directory: Directory, user: string, sessions: readonly Session[]): Promise<void> {
  for (let i = 0; i < sessions.length; i += 20)
    await commit(
      directory,
      sessions.slice(i, i + 20).flatMap((session) => endSession(directory, user, session)),
    );
}
