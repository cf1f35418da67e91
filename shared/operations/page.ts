// Lists on the wire: from a page of items to the contract's pagination object, and from a page request to a range of ids.
import type { Key } from '../domain/marker.ts';
import { type Page, type PageRequest, pageOfSorted, readingOrder, turned } from '../domain/page.ts';
import { fitting, type ListRange } from '../store/table/pages.ts';

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

/** A page of a list in memory that ends early when its answer would grow too large. */
export function fittingPage<Item>(all: readonly Item[], request: PageRequest, keyOf: (item: Item) => Key): Page<Item> {
  const page = pageOfSorted(all, request, keyOf);
  const limit = fitting(turned(request, page.items));
  return limit < page.items.length ? pageOfSorted(all, { ...request, limit }, keyOf) : page;
}

/** Shows entries in reading order, `chunk` at a time, until the answer is full. */
export async function shownWhileTheyFit<Entry, Shown>(
  reading: readonly Entry[],
  chunk: number,
  show: (some: readonly Entry[]) => Promise<Shown[]>,
): Promise<Shown[]> {
  const shown: Shown[] = [];
  for (let i = 0; i < reading.length; i += chunk) {
    shown.push(...(await show(reading.slice(i, i + chunk))));
    const fit = fitting(shown);
    if (fit < shown.length) return shown.slice(0, fit);
  }
  return shown;
}
