// The tenant itself: its client (team) and organization.
import type { Client, Organization } from '../domain/identity.ts';
import { clientKey, sortKey } from './keys.ts';
import { get, type Item, type Table, transact } from './table.ts';
import type { TenantStore } from './tenant.ts';

export type TenantRecord = { readonly client: Client; readonly organization: Organization };

const item = ({ client, organization }: TenantRecord): Item => ({
  pk: clientKey(client.id),
  sk: sortKey.client,
  doc: JSON.stringify({ client, organization }),
});

export async function createTenant(table: Table, record: TenantRecord): Promise<boolean> {
  return (await transact(table, [{ put: item(record), when: { expression: 'attribute_not_exists(#pk)' } }])).done;
}

export async function readTenant(store: TenantStore): Promise<TenantRecord | null> {
  const found = await get(store.table, { pk: clientKey(store.client), sk: sortKey.client });
  return found?.doc ? (JSON.parse(found.doc) as TenantRecord) : null;
}
