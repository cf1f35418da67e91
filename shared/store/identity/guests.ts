// Guest tokens by the client whose object they show, so that whoever made them can find and revoke them.
import type { Shared, TokenRecord } from '../../domain/identity/identity.ts';
import { clientKey, sortKey } from '../table/keys.ts';
import { type Item, query, type Write } from '../table/table.ts';
import { type Directory, inIdentities, present } from './directory.ts';
import { tokenInPlace, tokenItem, tokenKey } from './tokens.ts';

const keyOf = (client: string, id: string) => ({ pk: clientKey(client), sk: sortKey.guest(id) });

/** A guest token as it is kept, with its record. */
export type Guest = Shared & { readonly hash: string };

const guestItem = (client: string, { hash }: TokenRecord, shared: Shared): Item => ({
  ...keyOf(client, shared.id),
  doc: JSON.stringify({ ...shared, hash } satisfies Guest),
});

/** Writes of a new guest token. */
export const newGuest = (directory: Directory, client: string, record: TokenRecord, shared: Shared): Write[] =>
  [{ put: tokenItem(record) }, { put: guestItem(client, record, shared) }].map((write) =>
    inIdentities(directory, write),
  );

/** Writes of a guest token that becomes another; refused when it was revoked or changed since it was read as `seen`. */
export function guestInPlace(
  directory: Directory,
  client: string,
  seen: TokenRecord & { readonly shared: Shared },
  next: TokenRecord & { readonly shared: Shared },
): Write[] {
  const { id } = seen.shared;
  return [
    ...tokenInPlace(seen, next),
    ...(id === next.shared.id ? [] : [{ remove: keyOf(client, id) }]),
    { put: guestItem(client, next, next.shared) },
  ].map((write) => inIdentities(directory, write));
}

/** Writes that revoke a guest token; refused when it is gone already. */
export const removeGuest = (directory: Directory, client: string, { id, hash }: Guest): Write[] =>
  [{ remove: tokenKey(hash), when: present }, { remove: keyOf(client, id) }].map((write) =>
    inIdentities(directory, write),
  );

/** All of a client, oldest first. */
export async function guestsIn(directory: Directory, client: string): Promise<Guest[]> {
  const items = await query(directory.identities, { pk: clientKey(client), from: 'GUEST#', to: 'GUEST#~' });
  return items.map((item) => JSON.parse(item.doc ?? '') as Guest);
}

/** Those that a user made in a client, oldest first. */
export const guestsOf = async (directory: Directory, client: string, by: string): Promise<Guest[]> =>
  (await guestsIn(directory, client)).filter((guest) => guest.by === by);
