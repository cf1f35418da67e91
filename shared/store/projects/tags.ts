// Tags of a tenant: the tag and the name that it occupies are two items, so that a name is never given twice.
import type { Tag } from '../../domain/projects/tag.ts';
import { clientKey, sortKey } from '../table/keys.ts';
import { get, query, transact } from '../table/table.ts';
import type { TenantStore } from '../tenant.ts';

const absent = { expression: 'attribute_not_exists(#pk)' };

/** False when the client has a tag of this name. */
export async function saveTag({ table, client }: TenantStore, tag: Tag): Promise<boolean> {
  const pk = clientKey(client);
  const outcome = await transact(table, [
    { put: { pk, sk: sortKey.tag(tag.id), doc: JSON.stringify(tag) }, when: absent },
    { put: { pk, sk: sortKey.tagName(tag.name), doc: JSON.stringify(tag.id) }, when: absent },
  ]);
  return outcome.done;
}

/** Null when the tenant has none of this id. */
export async function findTag({ table, client }: TenantStore, id: string): Promise<Tag | null> {
  const item = await get(table, { pk: clientKey(client), sk: sortKey.tag(id) });
  return item?.doc ? (JSON.parse(item.doc) as Tag) : null;
}

/** All of the tenant's tags, oldest first: people make them by hand, so they are few. */
export async function listTags({ table, client }: TenantStore): Promise<Tag[]> {
  const items = await query(table, { pk: clientKey(client), from: 'TAG#', to: 'TAG#~' });
  return items.map(({ doc }) => JSON.parse(doc ?? '') as Tag);
}
