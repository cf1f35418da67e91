// Ids: what every other part takes for granted about them.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isId, moveId } from '../../../shared/domain/id.ts';
import { compareIds, makeIds, padId, unpadId } from '../../../shared/platform/ids.ts';

const year2026 = Date.UTC(2026, 0, 1);
const year2095 = Date.UTC(2095, 0, 1);
const id = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);
const bytes = (seed: number) => (size: number) =>
  Uint8Array.from({ length: size }, (_, i) => (seed >> (8 * (i % 4))) & 255);

// Whatever the clock does (stand, run, step back), each id is larger than all before it and than the one asked to be above, and fits into int64.
test('ids only rise', () => {
  const step = fc.record({
    time: fc.integer({ min: year2026, max: year2026 + 50 }),
    seed: fc.integer(),
    above: fc.option(fc.bigInt({ min: 0n, max: 2n ** 40n }).map(String), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 200 }), (steps) => {
      let current = steps[0];
      const ids = makeIds({ now: () => current?.time ?? 0, random: (size) => bytes(current?.seed ?? 0)(size) });
      let last = '0';
      for (const one of steps) {
        current = one;
        const made = ids.next(one.above);
        expect(isId(made)).toBe(true);
        expect(compareIds(made, last)).toBeGreaterThan(0);
        if (one.above) expect(compareIds(made, one.above)).toBeGreaterThan(0);
        last = made;
      }
    }),
  );
});

// An id made later than another one's millisecond is larger, also in another process.
test('ids of different processes follow the clock', () => {
  const time = fc.integer({ min: year2026 + 1, max: year2095 });
  fc.assert(
    fc.property(time, fc.integer(), fc.integer(), (now, one, other) => {
      const early = makeIds({ now: () => now, random: bytes(one) }).next();
      const late = makeIds({ now: () => now + 1, random: bytes(other) }).next();
      expect(compareIds(early, late)).toBeLessThan(0);
      expect(BigInt(early) >> 22n).toBe(BigInt(now - year2026));
    }),
  );
});

// Two processes in the same millisecond meet only when their 22 random bits do.
test('the random bits are used', () => {
  const made = Array.from({ length: 256 }, (_, i) =>
    makeIds({ now: () => year2026 + 1, random: bytes(i * 7919) }).next(),
  );
  expect(new Set(made).size).toBe(256);
});

// Past the largest 64-bit integer there is an error and not an id that cannot be stored.
test('ids end with an error', () => {
  const ids = makeIds({ now: () => year2026 + 1, random: bytes(0) });
  expect(() => ids.next(String(2n ** 63n - 1n))).toThrow('do not fit');
});

// Sorting by `compareIds` and sorting padded texts both sort by size; padding loses nothing.
test('order and padding', () => {
  fc.assert(
    fc.property(id, id, (a, b) => {
      const bySize = BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0;
      expect(Math.sign(compareIds(a, b))).toBe(bySize);
      expect(padId(a) < padId(b)).toBe(bySize < 0);
      expect(padId(a)).toHaveLength(19);
      expect(unpadId(padId(a))).toBe(a);
    }),
  );
});

// A moved id stays storable: it never leaves [0, 2^63).
test('moving stops at the ends', () => {
  expect([moveId('0', -1), moveId('1', -1), moveId('9', 1)]).toEqual(['0', '0', '10']);
  expect(moveId(String(2n ** 63n - 1n), 1)).toBe(String(2n ** 63n - 1n));
});
