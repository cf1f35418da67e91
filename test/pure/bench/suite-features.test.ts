// Feature tasks of other suites: what counts, and what a run is worth.
import { describe, expect, test } from 'vitest';
import { runFeature, type SuiteFeature, satisfies, scoreOf } from '../../../bench/features/suite.ts';
import { double, num } from '../../../bench/task.ts';

const params = [double('a', 0, 1), double('b', 0, 1)];
const simplex: SuiteFeature = {
  name: 'simplex',
  params,
  linear: [{ type: 'less_than', threshold: 1, terms: { a: 1, b: 1 } }],
  evaluate: (x) => -num(x, 'a') - 2 * num(x, 'b'),
};
const limited: SuiteFeature = {
  name: 'limited',
  params,
  metrics: [{ strategy: 'optimize' }, { strategy: 'constraint', threshold: 0.5 }],
  evaluate: (x) => ({ values: [num(x, 'a'), num(x, 'b')] }),
};
const front: SuiteFeature = {
  name: 'front',
  params,
  metrics: [{ strategy: 'optimize' }, { strategy: 'optimize' }],
  reference: [1, 1],
  evaluate: (x) => (num(x, 'a') > 0.9 ? { failed: true } : { values: [num(x, 'a'), num(x, 'b')] }),
};

describe('a run', () => {
  // Guarantee: what failed or broke a constraint is no result; a front is worth the volume below its reference.
  test('is worth what counts of it', () => {
    expect(scoreOf(simplex, { values: [[3], null, [2]] }, 10)).toBe(2);
    expect(scoreOf(simplex, { values: [[3], null, [2]] }, 1)).toBe(3);
    expect(scoreOf(simplex, { values: [null] }, 10)).toBe(Number.POSITIVE_INFINITY);
    expect(
      scoreOf(
        limited,
        {
          values: [
            [1, 0.7],
            [4, 0.5],
            [3, 0.4],
          ],
        },
        10,
      ),
    ).toBe(3);
    expect(scoreOf(front, { values: [[0.5, 0.5], null, [0.9, 2]] }, 10)).toBeCloseTo(0.25, 12);
  });

  // Guarantee: Cairn is told of linear constraints and keeps them, random search is not; failures are recorded as such.
  test('of Cairn keeps linear constraints and goes on after failures', async () => {
    expect([satisfies(simplex, { a: 0.5, b: 0.5 }), satisfies(simplex, { a: 0.6, b: 0.5 })]).toEqual([true, false]);
    const [own, random] = [await runFeature(simplex, 'cairn', 0, 12), await runFeature(simplex, 'random', 0, 12)];
    expect(own.values.filter((value) => value === null)).toEqual([]);
    expect(random.values.some((value) => value === null)).toBe(true);
    const runs = await runFeature(front, 'cairn', 0, 12);
    expect(runs.values.every((value) => value === null || value.length === 2)).toBe(true);
  });
});
