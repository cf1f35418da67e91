// Batches that are written hidden and made visible by one transaction: the mark of the batch, what readers make of it, and how it ends.
//
//   writer:  BATCH pending ── put items, marked ── flip: BATCH visible, with its counts
//   reader:            sees none of them                     sees all of them
import { dueMark, type Key, sortKey } from './table/keys.ts';
import { updateItem } from './table/single.ts';
import { getMany, type Item, type Table, type Write } from './table/table.ts';

/** After so many milliseconds a batch that was not made visible is taken for abandoned: longer than any function may run. */
const abandonedAfter = 15 * 60_000;

const batchKey = (pk: string, batch: string): Key => ({ pk, sk: sortKey.batch(batch) });

/** Comes first. `more`: what whoever finds it abandoned has to know; `owner`: an id that spreads the marks of what is due. */
export const pendingBatch = (
  pk: string,
  batch: string,
  more: Readonly<Record<string, string>>,
  now: number,
  owner: string,
): Item => ({ ...batchKey(pk, batch), ...more, ...dueMark(now + abandonedAfter, owner) });

/** Comes last; refused with the label `batch` when the batch was given up meanwhile. */
export const flipOf = (pk: string, batch: string): Write => ({
  update: batchKey(pk, batch),
  change: { set: { visible: true } },
  when: {
    expression: 'attribute_exists(#pk) AND attribute_not_exists(#visible) AND attribute_not_exists(#dropped)',
  },
  label: 'batch',
});

/** Leaves out what belongs to a batch of this partition that is not visible yet. */
export async function visibleIn(table: Table, pk: string, items: readonly Item[]): Promise<Item[]> {
  const batches = [...new Set(items.flatMap((item) => (typeof item['batch'] === 'string' ? [item['batch']] : [])))];
  if (batches.length === 0) return [...items];
  const found = await getMany(
    table,
    batches.map((batch) => batchKey(pk, batch)),
  );
  const shown = new Set(batches.filter((_, i) => found[i]?.['visible'] === true));
  return items.filter((item) => typeof item['batch'] !== 'string' || shown.has(item['batch']));
}

/** A writer that is still at it cannot make the batch visible afterwards. False when it is visible already. */
export async function giveUp(table: Table, batch: Item): Promise<boolean> {
  const hidden = { expression: 'attribute_exists(#pk) AND attribute_not_exists(#visible)' };
  return (await updateItem(table, batch, { set: { dropped: true } }, hidden)) !== null;
}

/** Once no item is marked any more; it stays for another day, for readers that saw a mark before. `now` in milliseconds. */
export async function retire(table: Table, batch: Item, now: number): Promise<void> {
  const expiresAt = Math.floor(now / 1000) + 86_400;
  await updateItem(table, batch, { set: { expiresAt }, remove: ['duePk', 'dueSk'] });
}
