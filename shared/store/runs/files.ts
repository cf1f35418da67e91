// Records of a tenant's files. A file is one item of its client, because it is asked for by its id alone; its run only knows the id.
import { type File, maxFiles } from '../../domain/runs/file.ts';
import type { Run } from '../../domain/runs/run.ts';
import { clientKey, sortKey, whereKey } from '../table/keys.ts';
import { get, transact } from '../table/table.ts';
import type { TenantStore } from '../tenant.ts';
import { runItemKey } from './run-items.ts';

const absent = { expression: 'attribute_not_exists(#pk)' };
const room = {
  expression: 'attribute_exists(#pk) AND (attribute_not_exists(#files) OR size(#files) < :most)',
  values: { most: maxFiles },
};

/**
 * The record, and its id at the end of the run's list; whoever changes the run at the same time reads it again, because its version is another one.
 * False when the run has as many files as it may, or is not where it was read.
 */
export async function saveFile({ table, client }: TenantStore, file: File, run: Run): Promise<boolean> {
  const outcome = await transact(table, [
    { put: { pk: clientKey(client), sk: sortKey.file(file.id), doc: JSON.stringify(file) }, when: absent },
    { put: { ...whereKey(file.id), client, run: file.run }, when: absent },
    { update: runItemKey(run), change: { append: { files: [file.id] }, add: { version: 1 } }, when: room },
  ]);
  return outcome.done;
}

/** Null when the tenant has none of this id. */
export async function findFile({ table, client }: TenantStore, id: string): Promise<File | null> {
  const item = await get(table, { pk: clientKey(client), sk: sortKey.file(id) });
  return item?.doc ? (JSON.parse(item.doc) as File) : null;
}
