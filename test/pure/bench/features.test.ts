// The measurement of features: what the table's figures mean.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { medianInterval, winShare } from '../../../bench/features/table.ts';
import { run } from '../../../bench/features.ts';
import { seeded } from '../../../bench/random.ts';
import { quantile } from '../../../bench/statistics.ts';

const scores = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });

describe('the table of a feature', () => {
  // The interval holds the median, stays within what was seen, and does not depend on the order of the seeds' scores.
  test('has intervals around medians', () => {
    fc.assert(
      fc.property(scores, (values) => {
        const [low, high] = medianInterval(values, seeded(1));
        expect(low).toBeLessThanOrEqual(quantile(values, 0.5));
        expect(high).toBeGreaterThanOrEqual(quantile(values, 0.5));
        expect(low).toBeGreaterThanOrEqual(Math.min(...values));
        expect(high).toBeLessThanOrEqual(Math.max(...values));
      }),
      { numRuns: 30 },
    );
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(quantile([4, 1], 0.5)).toBe(2.5);
  });

  // Wins of the one and wins of the other make up the whole; smaller wins.
  test('counts who is better', () => {
    fc.assert(
      fc.property(scores, scores, (a, b) => {
        const n = Math.min(a.length, b.length);
        expect(winShare(a.slice(0, n), b.slice(0, n)) + winShare(b.slice(0, n), a.slice(0, n))).toBeCloseTo(1, 12);
      }),
    );
    expect(winShare([1, 2], [2, 2])).toBe(0.75);
  });
});

// Guarantee: a task that no feature has is refused with those there are, and no empty table is printed.
test('a task that is not there is refused', async () => {
  const unknown = ['--only', 'failing,noisy', '--tasks', 'branin'];
  await expect(run(unknown)).rejects.toThrow('No task "branin". There are: cliff4-failing, hartmann3-noisy');
});
