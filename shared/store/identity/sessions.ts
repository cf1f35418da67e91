// User tokens in use, by their user: so that there are never many, and a changed password ends the others.
import type { TokenRecord } from '../../domain/identity/identity.ts';
import { idOf, sortKey, userKey } from '../table/keys.ts';
import { type Item, query, type Write } from '../table/table.ts';
import { untilDone } from '../table/until-done.ts';
import { commit, type Directory, inIdentities } from './directory.ts';
import { tokenInPlace, tokenItem, tokenKey } from './tokens.ts';

export type Session = { readonly id: string; readonly hash: string };

/** Oldest first; expired ones among them until the table forgets them. */
export async function sessionsOf(directory: Directory, user: string): Promise<Session[]> {
  const items = await query(directory.identities, { pk: userKey(user), from: 'SESSION#', to: 'SESSION#~' });
  return items.map((item) => ({ id: idOf(item.sk), hash: String(item['hash']) }));
}

const sessionKey = (user: string, id: string) => ({ pk: userKey(user), sk: sortKey.session(id) });

const sessionItem = (user: string, id: string, { hash, expires }: TokenRecord): Item => ({
  ...sessionKey(user, id),
  hash,
  ...(expires === null ? {} : { expiresAt: expires }),
});

/** Writes of a new session. */
export const newSession = (directory: Directory, user: string, id: string, record: TokenRecord): Write[] =>
  [{ put: tokenItem(record) }, { put: sessionItem(user, id, record) }].map((write) => inIdentities(directory, write));

/** Writes of a session whose token becomes another; refused when that was ended or changed since it was read as `seen`. */
export const sessionInPlace = (
  directory: Directory,
  user: string,
  id: string,
  seen: TokenRecord,
  next: TokenRecord,
): Write[] =>
  [...tokenInPlace(seen, next), { put: sessionItem(user, id, next) }].map((write) => inIdentities(directory, write));

/** Writes that end a session; refused when it has another token by now, which would live on. */
export const endSession = (directory: Directory, user: string, { id, hash }: Session): Write[] => {
  const when = { expression: 'attribute_not_exists(#pk) OR #hash = :hash', values: { hash } };
  return [{ remove: sessionKey(user, id), when }, { remove: tokenKey(hash) }].map((write) =>
    inIdentities(directory, write),
  );
};

/**
 * Ends the sessions of a user, but for the one with the token of the hash `spared`. A session whose token is rotated meanwhile ends too:
 *
 *   here:    list ─────────── end, with its token ─ refused ── list ── end
 *   rotate:        └ another token
 */
export const endSessions = (directory: Directory, user: string, spared: string | null): Promise<true> =>
  untilDone(
    () => endListed(directory, user, spared),
    () => new Error(`sessions of user ${user} kept changing while they were ended`),
  );

/** Twenty in a transaction at most; undefined when one of them was changed since it was listed. */
async function endListed(directory: Directory, user: string, spared: string | null): Promise<true | undefined> {
  const sessions = (await sessionsOf(directory, user)).filter(({ hash }) => hash !== spared);
  let done = true;
  for (let i = 0; i < sessions.length; i += 20) {
    const writes = sessions.slice(i, i + 20).flatMap((session) => endSession(directory, user, session));
    done = (await commit(directory, writes)).done && done;
  }
  return done || undefined;
}
