// Pages of a list: which range a request asks a store for, and the page and markers that are made of what the store found.
//
// A list has one order, from high to low: by its sort values, then by id. `before` means below a key, `after` above it. A page is read from the
// top, or from the bottom when it hangs on `after` alone (descending) or has no lone `before` (ascending):
//
//        high  9 8 7 6 5 4 3 2 1  low          limit 2, shown in the order of the request
//              └─┘                             descending                     -> 9 8
//                    before=7 └─┘              descending, below the marker   -> 6 5
//                └─┘ after=6                   descending, nearest above it   -> 8 7
//                              └─┘             ascending                      -> 1 2
//
// The marker on the side that reading moves to is set only if more remain there; the other one is set whenever the page has items.
import { compareIds } from './id.ts';
import { decodeMarker, encodeMarker, type Key, moveKey, type SortValue } from './marker.ts';

export type PageRequest = {
  /** 0 to 1000; 0 asks for the count alone. */
  readonly limit: number;
  readonly before: Key | null;
  readonly after: Key | null;
  readonly ascending: boolean;
};

export type Page<Item> = {
  readonly items: readonly Item[];
  /** Items in the whole list, whatever the page. */
  readonly count: number;
  /** Markers as they go over the wire. */
  readonly before: string | null;
  readonly after: string | null;
};

/** What a store is asked for: keys strictly between `above` and `below` (null: no end), `take` of them, from the top or from the bottom. */
type ReadingOrder = {
  readonly newestFirst: boolean;
  readonly above: Key | null;
  readonly below: Key | null;
  readonly take: number;
};

/** Query parameters of a list, checked but for the markers. */
export type PageQuery = {
  readonly limit?: number | undefined;
  readonly before?: string | null | undefined;
  readonly after?: string | null | undefined;
  readonly ascending?: boolean | undefined;
};

/** `sortValues`: how many values the list is sorted by beside the id. Throws a 400 for a marker that is none of such a list. */
export function pageRequest(query: PageQuery, sortValues = 0): PageRequest {
  return {
    limit: query.limit ?? 1000,
    before: typeof query.before === 'string' ? decodeMarker(query.before, 'before', sortValues) : null,
    after: typeof query.after === 'string' ? decodeMarker(query.after, 'after', sortValues) : null,
    ascending: query.ascending ?? false,
  };
}

/** One item more than the page is read: it tells whether more remain. */
export function readingOrder(request: PageRequest): ReadingOrder {
  const { before, after, ascending, limit } = request;
  const newestFirst = ascending ? before !== null && after === null : before !== null || after === null;
  return { newestFirst, above: after, below: before, take: limit + 1 };
}

/** A page's items in reading order, or items in reading order as the page shows them: the same list, or turned round. */
export const turned = <Item>(request: PageRequest, items: readonly Item[]): readonly Item[] =>
  readingOrder(request).newestFirst === request.ascending ? items.toReversed() : items;

/** The page of `read`, the items of `readingOrder(request)` in that order; `cut` says that more remain although fewer were read. */
export function pageOf<Item>(
  request: PageRequest,
  read: readonly Item[],
  count: number,
  keyOf: (item: Item) => Key,
  cut = false,
): Page<Item> {
  const { newestFirst } = readingOrder(request);
  const kept = read.slice(0, request.limit);
  const [next] = read.slice(request.limit);
  const markers =
    kept.length > 0
      ? fullMarkers(kept.map(keyOf), newestFirst, cut || next !== undefined)
      : emptyMarkers(request, next && keyOf(next));
  return {
    items: turned(request, kept),
    count,
    before: markers.before && encodeMarker(markers.before),
    after: markers.after && encodeMarker(markers.after),
  };
}

/** The page of a whole list in memory, in any order. */
export function pageOfSorted<Item>(all: readonly Item[], request: PageRequest, keyOf: (item: Item) => Key): Page<Item> {
  const { newestFirst, above, below, take } = readingOrder(request);
  const keyed = all.map((item) => ({ item, key: keyOf(item) })).sort((a, b) => compareKeys(a.key, b.key));
  const window = keyed.filter(
    ({ key }) => (!above || compareKeys(key, above) > 0) && (!below || compareKeys(key, below) < 0),
  );
  const read = (newestFirst ? window.toReversed() : window).slice(0, take);
  return pageOf(
    request,
    read.map(({ item }) => item),
    all.length,
    keyOf,
  );
}

/** Negative when `a` stands below `b`. Null is larger than everything; ids settle ties. */
export function compareKeys(a: Key, b: Key): number {
  for (let i = 0; i < Math.max(a.sort.length, b.sort.length); i++) {
    const order = compareValues(a.sort[i] ?? null, b.sort[i] ?? null);
    if (order !== 0) return order;
  }
  return compareIds(a.id, b.id);
}

type Markers = { readonly before: Key | null; readonly after: Key | null };

/** `keys` in reading order, at least one. */
function fullMarkers(keys: readonly Key[], newestFirst: boolean, more: boolean): Markers {
  const start = keys[0] ?? null;
  const end = more ? (keys.at(-1) ?? null) : null;
  return newestFirst ? { before: end, after: start } : { before: start, after: end };
}

/**
 * An empty page sends the marker it was asked with back, and on the other side the same moved by one, so that one step back shows the item at
 * the marker. Without a marker (`limit=0`), it names the place just outside of the first item, so that the next call starts with that item.
 */
function emptyMarkers({ before, after, ascending }: PageRequest, next: Key | undefined): Markers {
  if (before && after) return { before, after };
  if (before) return { before, after: moveKey(before, -1) };
  if (after) return { before: moveKey(after, 1), after };
  if (!next) return { before: null, after: null };
  return ascending ? { before: null, after: moveKey(next, -1) } : { before: moveKey(next, 1), after: null };
}

/** Runs may hold values of several kinds under one name; a marker of another list must not break the order either. */
const rank = (value: SortValue): number => (value === null ? 3 : ['boolean', 'number', 'string'].indexOf(typeof value));

function compareValues(a: SortValue, b: SortValue): number {
  if (a === b) return 0;
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  return a !== null && b !== null && a < b ? -1 : 1;
}
