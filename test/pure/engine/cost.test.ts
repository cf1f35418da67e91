// The cost model and the refit schedule: what the service plans with.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askMilliseconds } from '../../../shared/engine/cost.ts';
import { fitIsDue } from '../../../shared/engine/schedule.ts';
import { makeSpace } from '../../../shared/engine/space.ts';
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

describe('fitIsDue', () => {
  // Following the schedule, a model is never older than 1 % of the data (one observation up to 100), and a shrunken history is always refitted.
  it('keeps the model young', () => {
    fc.assert(
      fc.property(fc.nat({ max: 5000 }), fc.nat({ max: 5000 }), (fitted, n) => {
        const age = n - fitted;
        expect(fitIsDue(fitted, n)).toBe(age < 0 || (age > 0 && age >= n / 100));
      }),
    );
    expect(fitIsDue(null, 0)).toBe(true);
  });
});
