// Guest tokens by the client whose object they show, so that whoever made them can find and revoke them.
import type { Shared, TokenRecord } from '../../domain/identity.ts';
import { clientKey, sortKey } from '../keys.ts';
import { query, type Write } from '../table.ts';
import { tokenItem, tokenKey } from '../tokens.ts';
import { type Directory, inIdentities } from './directory.ts';

const keyOf = (client: string, id: string) => ({ pk: clientKey(client), sk: sortKey.guest(id) });

/** A guest token as it is kept, with its record. */
export type Guest = Shared & { readonly hash: string };

export const saveGuest = (directory: Directory, client: string, record: TokenRecord, shared: Shared): Write[] =>
  [
    { put: tokenItem(record) },
    { put: { ...keyOf(client, shared.id), doc: JSON.stringify({ ...shared, hash: record.hash } satisfies Guest) } },
  ].map((write) => inIdentities(directory, write));

export const removeGuest = (directory: Directory, client: string, { id, hash }: Guest): Write[] =>
  [{ remove: tokenKey(hash) }, { remove: keyOf(client, id) }].map((write) => inIdentities(directory, write));

/** All of a client, oldest first. */
export async function guestsIn(directory: Directory, client: string): Promise<Guest[]> {
  const items = await query(directory.identities, { pk: clientKey(client), from: 'GUEST#', to: 'GUEST#~' });
  return items.map((item) => JSON.parse(item.doc ?? '') as Guest);
}

/** Those that a user made in a client, oldest first. */
export const guestsOf = async (directory: Directory, client: string, by: string): Promise<Guest[]> =>
  (await guestsIn(directory, client)).filter((guest) => guest.by === by);
