// Lists on the wire: from a page of items to the contract's pagination object, and from a page request to a range of ids.
import type { Key } from '../domain/marker.ts';
import { type Page, type PageRequest, readingOrder } from '../domain/page.ts';
import type { ListRange } from '../store/experiments.ts';

export const publicPage = <Item, Shown>(page: Page<Item>, show: (item: Item) => Shown) => ({
  object: 'pagination' as const,
  count: page.count,
  data: page.items.map(show),
  paging: { before: page.before, after: page.after },
});

/** A list that is always whole. */
export const wholePage = <Shown>(data: Shown[]) => ({
  object: 'pagination' as const,
  count: data.length,
  data,
  paging: { before: null, after: null },
});

/** The range of ids that a request for a list sorted by id reads. */
export function idRange(request: PageRequest): ListRange {
  const { newestFirst, above, below, take } = readingOrder(request);
  return { newestFirst, take, above: above?.id ?? null, below: below?.id ?? null };
}

export const idKey = ({ id }: { readonly id: string }): Key => ({ sort: [], id });

/** Bytes of stored text a page may hold; a function's answer carries 6 MB, and shapes on the wire are wider than stored ones. */
export const pageBytes = 1_500_000;
