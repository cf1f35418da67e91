// The contract's stopping rules.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOverBudget, stagnates } from '../../../shared/domain/insights/stagnation.ts';

const list = (...values: number[]): Float64Array => Float64Array.from(values);

describe('stagnation', () => {
  // The last five (d = 1) must beat the fifth best of those before; equal is not better, and failures beat nothing.
  it.each([
    ['too few', list(1, 2, 3, 4, 5, 6, 7, 8, 9), false],
    ['none better than the fifth best', list(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), true],
    ['equal to the fifth best', list(1, 2, 3, 4, 5, 5, 7, 8, 9, 10), true],
    ['one better than the fifth best', list(1, 2, 3, 4, 5, 6, 7, 4.5, 9, 10), false],
    ['fewer than five values before', list(1, 2, 3, 4, Number.NaN, 6, 7, 8, 9, 10), false],
    ['failures since', list(5, 4, 3, 2, 1, Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN), true],
  ])('%s', (_, values, expected) => {
    expect(stagnates(values, 1)).toBe(expected);
  });

  // Values sort as numbers, and only their order counts.
  it('depends on the order of the values alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -200, max: 200 }), { minLength: 10, maxLength: 40 }), (values) => {
        const plain = Float64Array.from(values);
        expect(
          stagnates(
            plain.map((v) => v ** 3 / 7 + 3),
            1,
          ),
        ).toBe(stagnates(plain, 1));
      }),
    );
  });
});

// The budget counts when it is exceeded.
it('budget', () => {
  expect([isOverBudget(null, 9), isOverBudget(9, 9), isOverBudget(9, 10)]).toEqual([false, false, true]);
});
