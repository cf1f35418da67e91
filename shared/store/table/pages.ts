// Pages of a partition's items by id: filtered, and ended early when an answer would grow too large.
import { padId } from '../../domain/id.ts';
import type { Condition } from './expression.ts';
import { idOf } from './keys.ts';
import { type Item, query, type Table } from './table.ts';

/** Ids strictly between `above` and `below` (null: no end), in the order asked for, at most `take`. */
export type ListRange = {
  readonly above: string | null;
  readonly below: string | null;
  readonly newestFirst: boolean;
  readonly take: number;
};

/** `cut`: more may remain although fewer than `take` were read. */
export type PageRead<Row> = { readonly read: Row[]; readonly cut: boolean };

/** Bytes of stored text a page may hold: an answer carries 6 MB, and shapes on the wire are wider than stored ones. */
const pageBytes = 1_500_000;

/** Items read from the table at once. */
const chunk = 500;

/** `keep` leaves out what the reader may not see; what it leaves out does not count, so a page is short only at the end or when cut. */
export async function readPage<Row>(
  table: Table,
  place: { readonly pk: string; readonly prefix: string; readonly filter?: Condition },
  range: ListRange,
  keep: (items: readonly Item[]) => Promise<Row[]> | Row[],
): Promise<PageRead<Row>> {
  const { pk, prefix, filter } = place;
  const { newestFirst, take } = range;
  const read: Row[] = [];
  let bytes = 0;
  for (let left = range; ; ) {
    const size = Math.min(take, chunk);
    const items = await query(table, {
      pk,
      ...between(prefix, left),
      newestFirst,
      take: size,
      ...(filter ? { filter } : {}),
    });
    for (const row of await keep(items)) {
      if (read.length === take) return { read, cut: false };
      if (bytes > pageBytes) return { read, cut: true };
      bytes += Buffer.byteLength(JSON.stringify(row));
      read.push(row);
    }
    const last = items.at(-1);
    if (!last || items.length < size || read.length === take) return { read, cut: false };
    left = newestFirst ? { ...left, below: idOf(last.sk) } : { ...left, above: idOf(last.sk) };
  }
}

/** Sort keys of a prefix for ids strictly between two; null: no limit on that side. */
export function between(
  prefix: string,
  { above, below }: Pick<ListRange, 'above' | 'below'>,
): { from: string; to: string } {
  const from = above === null ? prefix : `${prefix}${padId(above)}!`; // '!' sorts after the id itself and before the next
  const to = below === null ? `${prefix}~` : `${prefix}${padId(String(BigInt(below) - 1n))}`;
  return { from, to };
}

/** How many of the first items fit into a page, at least one. */
export function fitting<Row>(rows: readonly Row[]): number {
  let bytes = 0;
  let count = 0;
  for (const row of rows) {
    bytes += Buffer.byteLength(JSON.stringify(row));
    if (bytes > 2 * pageBytes && count > 0) return count;
    count += 1;
  }
  return count;
}
