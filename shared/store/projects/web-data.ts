// Web data of a tenant's projects, with a count for each project and type, so that no two writers come to more than the limit together.
import { maxWebData, type WebData, type WebDataType } from '../../domain/projects/web-data.ts';
import { clientKey, type Key, sortKey } from '../table/keys.ts';
import { putItem } from '../table/single.ts';
import { get, type Item, query, transact } from '../table/table.ts';
import type { TenantStore } from '../tenant.ts';

type WebDataPlace = { readonly project: string; readonly type: WebDataType };
type StoredWebData = { readonly data: WebData; readonly version: number };

const keyOf = ({ client }: TenantStore, { project, type }: WebDataPlace, id: string): Key => ({
  pk: clientKey(client),
  sk: sortKey.webData(project, type, id),
});
const countKey = ({ client }: TenantStore, project: string): Key => ({
  pk: clientKey(client),
  sk: sortKey.webDataCount(project),
});

const itemOf = (store: TenantStore, data: WebData, version: number): Item => ({
  ...keyOf(store, data, data.id),
  version,
  doc: JSON.stringify(data),
});

/** False when the project has as many of this type as it may. */
export async function saveWebData(store: TenantStore, data: WebData): Promise<boolean> {
  const room = {
    expression: `attribute_not_exists(#${data.type}) OR #${data.type} < :most`,
    values: { most: maxWebData },
  };
  const outcome = await transact(store.table, [
    { put: itemOf(store, data, 1), when: { expression: 'attribute_not_exists(#pk)' } },
    { update: countKey(store, data.project), change: { add: { [data.type]: 1 } }, when: room },
  ]);
  return outcome.done;
}

/** Puts `next` in the place of one read at `version`. False when somebody else was faster. */
export const replaceWebData = (store: TenantStore, next: WebData, version: number): Promise<boolean> =>
  putItem(store.table, itemOf(store, next, version + 1), { expression: '#version = :version', values: { version } });

/** False when there is none of this id. */
export async function removeWebData(store: TenantStore, place: WebDataPlace, id: string): Promise<boolean> {
  const outcome = await transact(store.table, [
    { remove: keyOf(store, place, id), when: { expression: 'attribute_exists(#pk)' } },
    { update: countKey(store, place.project), change: { add: { [place.type]: -1 } } },
  ]);
  return outcome.done;
}

export async function findWebData(store: TenantStore, place: WebDataPlace, id: string): Promise<StoredWebData | null> {
  const item = await get(store.table, keyOf(store, place, id));
  return item ? { data: JSON.parse(item.doc ?? '') as WebData, version: Number(item['version']) } : null;
}

/** Newest first; of one type, or of all. */
export async function listWebData(
  store: TenantStore,
  project: string,
  types: readonly WebDataType[],
): Promise<WebData[]> {
  const pk = clientKey(store.client);
  const found = await Promise.all(
    types.map((type) => {
      const prefix = sortKey.webDataOf(project, type);
      return query(store.table, { pk, from: prefix, to: `${prefix}~`, newestFirst: true });
    }),
  );
  return found.flat().map(({ doc }) => JSON.parse(doc ?? '') as WebData);
}
