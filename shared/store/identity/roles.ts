// The present generation of a role's token, and the token records that change with it.
import type { Tenant, TokenRecord } from '../../domain/identity/identity.ts';
import { clientKey, sortKey } from '../table/keys.ts';
import { get, query } from '../table/table.ts';
import { absent, commit, type Directory, inIdentities } from './directory.ts';
import { tokenItem, tokenKey } from './tokens.ts';

export type Role = {
  /** From 1. */
  readonly generation: number;
  /** Of the present token; SHA-256, hex. */
  readonly hash: string;
  readonly created: number;
};

type Name = { readonly tenant: Tenant; readonly user: string; readonly kind: string };

const keyOf = ({ tenant, user, kind }: Name) => ({ pk: clientKey(tenant.client), sk: sortKey.role(user, kind) });

export async function findRole(directory: Directory, name: Name): Promise<Role | null> {
  const item = await get(directory.identities, keyOf(name));
  return item?.doc ? (JSON.parse(item.doc) as Role) : null;
}

/** The new token in the place of the one before, which is gone. False when somebody else was faster since `before` was read; then nothing was written. */
export async function saveRole(
  directory: Directory,
  name: Name,
  before: Role | null,
  after: Role,
  token: TokenRecord,
): Promise<boolean> {
  const when = before ? { expression: '#hash = :hash', values: { hash: before.hash } } : absent;
  const outcome = await commit(directory, [
    inIdentities(directory, { put: { ...keyOf(name), hash: after.hash, doc: JSON.stringify(after) }, when }),
    inIdentities(directory, { put: tokenItem(token) }),
    ...(before && before.hash !== token.hash ? [inIdentities(directory, { remove: tokenKey(before.hash) })] : []),
  ]);
  return outcome.done;
}

/** Hashes of the present tokens of every role in a client. */
export async function roleHashes(directory: Directory, client: string): Promise<string[]> {
  const items = await query(directory.identities, { pk: clientKey(client), from: 'ROLE#', to: 'ROLE#~' });
  return items.flatMap((item) => (typeof item['hash'] === 'string' ? [item['hash']] : []));
}
