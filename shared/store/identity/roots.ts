// Root tokens by the client that they open: so that the operator can name them, end them, and take them along when the client goes.
import type { TokenRecord } from '../../domain/identity/identity.ts';
import { clientKey, sortKey } from '../table/keys.ts';
import { get, type Item, query, type Write } from '../table/table.ts';
import { commit, type Directory, inIdentities } from './directory.ts';
import { tokenItem, tokenKey } from './tokens.ts';

/** What is known of a root token beside its record. The id stays when the token is rotated. */
export type Root = Pick<TokenRecord, 'hash' | 'prefix' | 'lastFour' | 'created'> & {
  readonly id: string;
  readonly kind: 'client-api' | 'client-dev';
};

const keyOf = (client: string, id: string) => ({ pk: clientKey(client), sk: sortKey.root(id) });
const parse = (item: Item): Root => JSON.parse(item.doc ?? '') as Root;

function rootItem(client: string, id: string, { hash, kind, prefix, lastFour, created }: TokenRecord): Item {
  const kept = kind === 'client-dev' ? kind : 'client-api';
  const root: Root = { id, hash, kind: kept, prefix, lastFour, created };
  return { ...keyOf(client, id), hash, doc: JSON.stringify(root) };
}

/** Writes of a root token; they go into the transaction that makes its client. */
export const newRoot = (directory: Directory, client: string, id: string, record: TokenRecord): Write[] =>
  [{ put: tokenItem(record) }, { put: rootItem(client, id, record) }].map((write) => inIdentities(directory, write));

/** All of a client, oldest first. */
export async function rootsOf(directory: Directory, client: string): Promise<Root[]> {
  const range = { pk: clientKey(client), from: 'ROOT#', to: 'ROOT#~' };
  return (await query(directory.identities, range)).map(parse);
}

export async function findRoot(directory: Directory, client: string, id: string): Promise<Root | null> {
  const item = await get(directory.identities, keyOf(client, id));
  return item && parse(item);
}

/** As it was when it was read: of two who change it at once, the second looks again. */
const unchanged = ({ hash }: Root) => ({ expression: '#hash = :hash', values: { hash } });

/** False when it was changed since it was read; then nothing was written. */
export async function replaceRoot(
  directory: Directory,
  client: string,
  before: Root,
  after: TokenRecord,
): Promise<boolean> {
  const writes = [
    { put: rootItem(client, before.id, after), when: unchanged(before) },
    { put: tokenItem(after) },
    { remove: tokenKey(before.hash) },
  ];
  return (
    await commit(
      directory,
      writes.map((write) => inIdentities(directory, write)),
    )
  ).done;
}

/** False as above. */
export async function removeRoot(directory: Directory, client: string, root: Root): Promise<boolean> {
  const writes = [{ remove: keyOf(client, root.id), when: unchanged(root) }, { remove: tokenKey(root.hash) }];
  return (
    await commit(
      directory,
      writes.map((write) => inIdentities(directory, write)),
    )
  ).done;
}

/** Until there is none left: one that was rotated meanwhile is met under its new hash. */
export async function removeRoots(directory: Directory, client: string): Promise<void> {
  for (let left = await rootsOf(directory, client); left.length > 0; left = await rootsOf(directory, client))
    for (const root of left) await removeRoot(directory, client, root);
}
