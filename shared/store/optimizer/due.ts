// What is due, over all tenants: read by the sweeper alone, by a sparse index that holds nothing but marks.
import { dueShards, dueTime, type Key } from '../table/keys.ts';
import { updateItem } from '../table/single.ts';
import { type Item, queryDue, type Table } from '../table/table.ts';

export type Due = Key & { readonly dueSk: string };

/** Marks that are due at `now` (milliseconds since the epoch), oldest first in each shard, at most `take` a shard. */
export async function dueItems(table: Table, now: number, take: number): Promise<Due[]> {
  const shards = await Promise.all(dueShards.map((shard) => queryDue(table, shard, `${dueTime(now)}~`, take)));
  return shards.flat();
}

/** Takes a mark off, unless it is another one by now. */
export const unmark = (table: Table, due: Due): Promise<Item | null> =>
  updateItem(table, due, { remove: ['duePk', 'dueSk'] }, asSeen(due));

const asSeen = ({ dueSk }: Due) => ({ expression: '#dueSk = :seen', values: { seen: dueSk } });

/** Moves a mark to a later time, so that what takes long is not started again at every sweep. False when it was served meanwhile. */
export async function postpone(table: Table, due: Due, until: number): Promise<boolean> {
  const set = { dueSk: `${dueTime(until)}#${due.dueSk.split('#')[1] ?? ''}` };
  return (await updateItem(table, due, { set }, asSeen(due))) !== null;
}
