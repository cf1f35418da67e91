// Pages and their markers: walking never loses or repeats an item, and markers are read as strictly as they are written.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMarker, encodeMarker, type Key } from '../../../shared/domain/marker.ts';
import {
  compareKeys,
  type PageRequest,
  pageOf,
  pageOfSorted,
  pageRequest,
  readingOrder,
} from '../../../shared/domain/page.ts';

type Item = { readonly id: string; readonly value: number | null };
const byId = (item: Item): Key => ({ sort: [], id: item.id });
const byValue = (item: Item): Key => ({ sort: [item.value], id: item.id });

/** Few distinct values, so that most items tie. */
const items = fc
  .uniqueArray(fc.integer({ min: 1, max: 500 }), { maxLength: 30 })
  .chain((ids) =>
    fc.tuple(...ids.map((id) => fc.record({ id: fc.constant(String(id)), value: fc.constantFrom(null, -1.5, 0, 2) }))),
  );

const all: PageRequest = { limit: 1000, before: null, after: null, ascending: false };
const list = (...ids: number[]): Item[] => ids.map((id) => ({ id: String(id), value: null }));
const ids = (page: { items: readonly Item[] }) => page.items.map((item) => Number(item.id));
const marker = (id: number) => encodeMarker({ sort: [], id: String(id) });
const at = (id: number): Key => ({ sort: [], id: String(id) });

/** Follows one side's marker until a page is empty or the marker null, as the published client does. */
function walk(
  data: readonly Item[],
  keyOf: (item: Item) => Key,
  side: 'before' | 'after',
  start: PageRequest,
): Item[][] {
  const pages: Item[][] = [];
  let request = start;
  for (;;) {
    const page = pageOfSorted(data, request, keyOf);
    if (page.items.length === 0) return pages;
    pages.push([...page.items]);
    const next = page[side];
    if (next === null || pages.length > 100) return pages;
    request = {
      ...request,
      before: null,
      after: null,
      [side]: decodeMarker(next, side, keyOf(page.items[0] as Item).sort.length),
    };
  }
}

describe('walking', () => {
  // From the top with `before`, each item comes exactly once, in one order, whatever the limit, also among equal values.
  test('with before', () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 7 }), fc.constantFrom(byId, byValue), (data, limit, keyOf) => {
        const seen = walk(data, keyOf, 'before', { ...all, limit }).flat();
        expect(seen).toEqual(pageOfSorted(data, all, keyOf).items);
        expect(seen).toHaveLength(data.length);
      }),
    );
  });

  // From the bottom with `after`, the pages come upwards, each still newest first.
  test('with after', () => {
    const bottom: Key = { sort: [], id: '0' };
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 7 }), (data, limit) => {
        const pages = walk(data, byId, 'after', { ...all, limit, after: bottom });
        expect(pages.toReversed().flat()).toEqual(pageOfSorted(data, all, byId).items);
      }),
    );
  });

  // Ascending, the markers keep their sides: `after` leads on, and all items come smallest first.
  test('ascending', () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 7 }), fc.constantFrom(byId, byValue), (data, limit, keyOf) => {
        const seen = walk(data, keyOf, 'after', { ...all, limit, ascending: true }).flat();
        expect(seen).toEqual(pageOfSorted(data, all, keyOf).items.toReversed());
      }),
    );
  });

  // The window between two markers is the same whether it is walked or taken at once.
  test('between two markers', () => {
    fc.assert(
      fc.property(items, fc.nat(510), fc.nat(510), fc.boolean(), (data, low, high, ascending) => {
        const window = pageOfSorted(data, { ...all, after: at(low), before: at(high), ascending }, byId);
        const expected = data.map((item) => Number(item.id)).filter((id) => id > low && id < high);
        expect(ids(window)).toEqual(expected.sort((a, b) => (ascending ? a - b : b - a)));
        expect(window.count).toBe(data.length);
      }),
    );
  });
});

describe('markers of a page', () => {
  const data = list(1, 2, 3, 4, 5);
  const page = (request: Partial<PageRequest>) => {
    const { items: _, ...rest } = pageOfSorted(data, { ...all, ...request }, byId);
    return { ids: ids(pageOfSorted(data, { ...all, ...request }, byId)), ...rest };
  };

  // Each row of the contract's table: which items, and which markers.
  test.each([
    ['the first page', { limit: 2 }, [5, 4], marker(4), marker(5)],
    ['the last page has no before', { limit: 2, before: at(2) }, [1], null, marker(1)],
    ['a page that ends with the list has no before', { limit: 5 }, [5, 4, 3, 2, 1], null, marker(5)],
    ['nearest above, newest first', { limit: 2, after: at(1) }, [3, 2], marker(2), marker(3)],
    ['nothing more above', { limit: 9, after: at(3) }, [5, 4], marker(4), null],
    ['both: from the top of the window', { limit: 2, after: at(1), before: at(5) }, [4, 3], marker(3), marker(4)],
    ['ascending', { limit: 2, ascending: true }, [1, 2], marker(1), marker(2)],
    ['ascending, the end', { limit: 2, ascending: true, after: at(3) }, [4, 5], marker(4), null],
    ['ascending, nearest below', { limit: 2, ascending: true, before: at(4) }, [2, 3], marker(2), marker(3)],
    ['count only', { limit: 0 }, [], marker(6), null],
    ['count only, ascending', { limit: 0, ascending: true }, [], null, marker(0)],
    ['empty below', { before: at(1) }, [], marker(1), marker(0)],
    ['empty above', { after: at(5) }, [], marker(6), marker(5)],
    ['empty between', { after: at(2), before: at(3) }, [], marker(3), marker(2)],
  ])('%s', (_name, request, expected, before, after) => {
    expect(page(request)).toEqual({ ids: expected, count: 5, before, after });
  });

  // `limit=0` tells where to go on: the next call from there starts at the top.
  test('going on from a count', () => {
    const { before } = page({ limit: 0 });
    expect(page({ ...pageRequest({ before, limit: 2 }) }).ids).toEqual([5, 4]);
  });

  // An empty list has no markers at all; a page cut short by its size says that more remain.
  test('empty and cut', () => {
    expect(pageOfSorted([], { ...all, limit: 0 }, byId)).toEqual({ items: [], count: 0, before: null, after: null });
    expect(pageOf(all, list(5, 4), 5, byId, true).before).toBe(marker(4));
  });

  // A store reads from the bottom only where the page hangs on the lower marker.
  test('reading order', () => {
    const order = (request: Partial<PageRequest>) => readingOrder({ ...all, limit: 3, ...request });
    expect(order({})).toEqual({ newestFirst: true, above: null, below: null, take: 4 });
    expect(order({ after: at(2) })).toEqual({ newestFirst: false, above: at(2), below: null, take: 4 });
    expect(order({ after: at(2), before: at(9) }).newestFirst).toBe(true);
    expect(order({ ascending: true }).newestFirst).toBe(false);
    expect(order({ ascending: true, before: at(9) }).newestFirst).toBe(true);
  });
});

describe('marker text', () => {
  const value = fc.oneof(fc.double({ noNaN: true }), fc.string(), fc.boolean(), fc.constant(null));
  const key = fc.record({
    sort: fc.array(value, { maxLength: 3 }),
    id: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String),
  });

  // Every key comes back from its marker, and the text needs no escaping in a URL.
  test('round trip', () => {
    fc.assert(
      fc.property(key, (one) => {
        const text = encodeMarker(one);
        expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(decodeMarker(text, 'before', one.sort.length)).toEqual(one);
      }),
    );
  });

  // Bytes as protoc writes them: message { repeated part = 1 }, part { double = 1 | int64 = 2 | null = 3 | string = 4 | bool = 5 }.
  test('the bytes are protobuf', () => {
    expect(Buffer.from(encodeMarker({ sort: [], id: '300' }), 'base64url').toString('hex')).toBe('0a0310ac02');
    const all = encodeMarker({ sort: [1.5, null, 'a', true], id: '1' });
    expect(Buffer.from(all, 'base64url').toString('hex')).toBe(
      '0a0909000000000000f83f0a0218000a032201610a0228010a021001',
    );
  });

  // Anything else is a 400 that names the parameter, never a fault: garbage, empty, too few or too many parts, no id at the end.
  test.each(['', '!', 'AAAA', 'é', 'CgA', 'A'.repeat(5000), encodeMarker({ sort: [1], id: '1' })])(
    'refused: %s',
    (text) => {
      expect(() => decodeMarker(text, 'before', 0)).toThrow(
        expect.objectContaining({ status: 400, message: expect.stringContaining('before') }),
      );
    },
  );

  // A text that is no marker at all, like an id or a number, is not told of sorting; the marker of another list is.
  test.each([
    ['1', 'is not a page marker'],
    ['17', 'is not a page marker'],
    [encodeMarker({ sort: [1], id: '1' }), 'is a page marker of a list that is sorted in another way'],
  ])('said of %s', (text, rule) => {
    expect(() => decodeMarker(text, 'after', 0)).toThrow(
      `Invalid after (${JSON.stringify(text)}): ${rule}. Send the marker`,
    );
  });

  // Random text either is refused with a 400 or is a marker.
  test('random text', () => {
    fc.assert(
      fc.property(fc.base64String({ maxLength: 60 }), (text) => {
        try {
          expect(decodeMarker(text, 'after', 0).sort).toEqual([]);
        } catch (error) {
          expect(error).toMatchObject({ status: 400 });
        }
      }),
    );
  });

  // A marker below zero, which some tool may have counted down to, is the place below every item.
  test('negative ids', () => {
    const minusOne = Buffer.from('0a0b10ffffffffffffffffff01', 'hex').toString('base64url');
    expect(decodeMarker(minusOne, 'before', 0)).toEqual({ sort: [], id: '0' });
  });
});

// The order is total: null above every value, ids settle ties.
test('order of keys', () => {
  const sorted = [
    { sort: [-1], id: '9' },
    { sort: [2], id: '1' },
    { sort: [2], id: '10' },
    { sort: [null], id: '2' },
  ];
  expect(sorted.toReversed().sort(compareKeys)).toEqual(sorted);
});
