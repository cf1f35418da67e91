// The cost model and the refit schedule: what the service plans with.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askMilliseconds, fitMilliseconds, quickMilliseconds } from '../../../shared/engine/cost.ts';
import { fitIsDue, looksAround } from '../../../shared/engine/learning/schedule.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import { cube } from './arbitrary-problem.ts';

describe('askMilliseconds', () => {
  // More points cost in proportion; beyond the largest matrix more observations cost nothing more; the orders of magnitude are the measured ones.
  it('grows with points and observations, up to the largest matrix', () => {
    const space = makeSpace(cube(10));
    expect(askMilliseconds(space, 100, 3)).toBeCloseTo(3 * askMilliseconds(space, 100, 1), 6);
    expect(askMilliseconds(space, 10_000, 1)).toBe(askMilliseconds(space, 1_000, 1));
    expect(askMilliseconds(space, 1_000, 1)).toBeGreaterThan(askMilliseconds(space, 100, 1));
    expect(askMilliseconds(space, 100, 1)).toBeLessThan(50);
    expect(askMilliseconds(space, 1_000, 1)).toBeLessThan(180);
  });
});

describe('quickMilliseconds and fitMilliseconds', () => {
  // They grow with observations and metrics, and a request can wait for a quick fit of all that it may read.
  it('grow with observations and metrics', () => {
    fc.assert(
      fc.property(fc.nat({ max: 12_000 }), fc.nat({ max: 12_000 }), fc.integer({ min: 1, max: 9 }), (a, b, metrics) => {
        for (const cost of [quickMilliseconds, fitMilliseconds]) {
          expect(cost(Math.max(a, b), metrics)).toBeGreaterThanOrEqual(cost(Math.min(a, b), metrics));
          expect(cost(a, metrics + 1)).toBeGreaterThan(cost(a, metrics));
        }
      }),
    );
    expect(quickMilliseconds(10_000)).toBeLessThan(1000);
  });
});

describe('fitIsDue', () => {
  // Following the schedule, a model is never older than 5 % of the data (one observation up to 50), and a shrunken history is always refitted.
  it('keeps the model young', () => {
    fc.assert(
      fc.property(fc.nat({ max: 5000 }), fc.nat({ max: 5000 }), (fitted, n) => {
        const age = n - fitted;
        expect(fitIsDue(fitted, n)).toBe(age < 0 || (age > 0 && (n <= 50 || age >= n / 20)));
      }),
    );
    expect(fitIsDue(null, 0)).toBe(true);
  });
});

describe('looksAround', () => {
  // However many fits lie between, a search looks around exactly when one of them would have: no path of fits goes on with one explanation while the
  // data grow by 16 %, and none pays for looking around more often because it fits more often.
  it('depends on the growth of the data, not on the number of fits', () => {
    const sizes = fc.tuple(
      fc.integer({ min: 51, max: 5000 }),
      fc.integer({ min: 0, max: 900 }),
      fc.integer({ min: 0, max: 900 }),
    );
    fc.assert(
      fc.property(sizes, ([from, first, second]) => {
        const [middle, to] = [from + first, from + first + second];
        expect(looksAround(from, to)).toBe(looksAround(from, middle) || looksAround(middle, to));
        if (to >= 1.16 * from) expect(looksAround(from, to)).toBe(true);
      }),
    );
    const path = Array.from({ length: 950 }, (_, i) => 50 + i);
    expect(path.filter((n) => looksAround(n, n + 1)).length).toBeLessThan(25);
  });

  // Without a model, with few data and after observations were deleted, there is nothing to trust in.
  it('is on when there is no explanation to go on with', () => {
    expect([looksAround(null, 500), looksAround(9, 10), looksAround(500, 499)]).toEqual([true, true, true]);
  });
});
