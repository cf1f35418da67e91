// Laws of values that stand for bad points, and what they are for: however bad, they do not hide what the others differ by.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitSurrogate } from '../../../shared/engine/learning/surrogate.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import type { Assignments, Metric } from '../../../shared/engine/types.ts';
import { cliffOf } from '../../../shared/engine/values/cliff.ts';
import { backward, fitWarps, forward } from '../../../shared/engine/values/warp.ts';
import { cube } from './arbitrary-problem.ts';
import { randomPoints, toData } from './history.ts';

const good = fc
  .uniqueArray(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: 5, maxLength: 20 })
  .filter((list) => Math.max(...list) - Math.min(...list) > 0.01);
const constants = fc
  .record({
    times: fc.integer({ min: 3, max: 40 }),
    power: fc.double({ min: 1, max: 300, noNaN: true }),
    // As it is, or a little more or less of it each time.
    uneven: fc.constantFrom(0, 0.0004),
  })
  .map(({ times, power, uneven }) =>
    Array.from({ length: times }, (_, i) => (2 + 10 ** power) * (1 - (uneven * i) / times)),
  );
/** At least a fifth of all with five good ones. */
const differing = fc.array(fc.double({ min: 1.1, max: 300, noNaN: true }), { minLength: 3, maxLength: 20 });

describe('what stands for bad points', () => {
  // A constant, however large and however often, or values that differ by hundreds of decades: the others keep a third of the transformed range at least, and predictions lead back.
  it.each([
    ['a constant', constants],
    ['values of all sizes', differing.map((powers) => powers.map((power) => 10 ** power))],
  ])('is lowered: %s', (_, penalties) => {
    fc.assert(
      fc.property(good, penalties, (list, bads) => {
        const [warp] = fitWarps(Float64Array.of(...list, ...bads)).slice(-1);
        if (!warp) throw new Error('no transform');
        const penalty = Math.max(...bads);
        const [low, edge, high] = [Math.min(...list), Math.max(...list), penalty].map((y) => forward(warp, y));
        if (low === undefined || edge === undefined || high === undefined) throw new Error('three values');
        expect(edge - low).toBeGreaterThan((high - low) / 3);
        expect(high).toBeGreaterThan(edge);
        expect(Math.abs(backward(warp, high) / penalty - 1)).toBeLessThan(1e-6);
      }),
    );
  });

  // What is merely the worst of a metric with few values, or repeats an ordinary value, or lies far from few others, stands for nothing.
  it('is not found where few values say so', () => {
    expect(cliffOf(Float64Array.of(0.1, 0.2, 0.3, 0.3, 0.3, 0.3))).toBeNull();
    expect(cliffOf(Float64Array.of(0.1, 0.2, 1e6, 1e6))).toBeNull();
    expect(cliffOf(Float64Array.of(0.1, 1e6, 1e6, 1e6))).toBeNull();
    expect(cliffOf(Float64Array.of(0.1, 0.5, 0.6, 0.8, 0.8, 0.8))).toBeNull();
    expect(cliffOf(Float64Array.of(0.1, 0.5, 0.6, 0.8, 7, 8, 1e6))).toBeNull();
    expect(cliffOf(Float64Array.of(0.1, 0.5, 0.6, 0.8, 0.9, 12, 15))).toBeNull();
    expect(cliffOf(Float64Array.of(0.1, 0.5, 0.6, 0.8, 0.9, 7, 8, 9))).toBeNull();
    expect(cliffOf(Float64Array.of(0.1, 0.5, 1e6, 1e6, 1e6))).toMatchObject({ edge: 0.5, range: 0.4 });
    expect(cliffOf(Float64Array.of(0.1, 0.5, 0.6, 0.8, 0.9, 12, 15, 1e6))).toMatchObject({ edge: 0.9 });
  });

  // Values of all sizes, none more than ten times as far from the best as the one before: none of them is called bad.
  it('is not found where values go on', () => {
    const steps = fc.array(fc.double({ min: 1.01, max: 10.9, noNaN: true }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(steps, (ratios) => {
        let distance = 1e-9;
        const values = [0, distance, ...ratios.map((ratio) => (distance *= ratio))];
        expect(cliffOf(Float64Array.from(values))).toBeNull();
      }),
    );
  });

  // Searches that converge on a bowl have such values, at hardly any time others.
  it('is hardly ever found where a search converges', () => {
    let [moments, found] = [0, 0];
    for (const d of [2, 3, 4, 6]) {
      const study = makeStudy(cube(d), { seed: 3 });
      const values: number[] = [];
      for (; values.length < 40; moments++) {
        const { assignments } = study.ask();
        const value = Object.values(assignments).reduce<number>(
          (sum, x, k) => sum + (Number(x) - 0.3 - 0.07 * k) ** 2,
          0,
        );
        study.tell(assignments, value);
        values.push(value);
        if (cliffOf(Float64Array.from(values))) found++;
      }
    }
    expect(found).toBeLessThan(0.05 * moments);
  });

  // Where metrics are traded points gather at the best of each: only what is repeated is a sign.
  it('is a constant where metrics are traded', () => {
    const values = Float64Array.of(0, 1e-6, 2e-6, 3e-6, 4e-6, 0.5, 0.7, 0.9);
    expect(cliffOf(values)).toMatchObject({ edge: 4e-6 });
    expect(cliffOf(values, true)).toBeNull();
    expect(cliffOf(Float64Array.of(0.1, 0.5, 1e6, 1e6, 1e6), true)).toMatchObject({ edge: 0.5 });
    const space = makeSpace(cube(2));
    const data = toData(randomPoints(space, values.length, 1), [...values]);
    const isLowered = (metrics: readonly Metric[]): boolean =>
      fitSurrogate(
        space,
        { n: data.n, points: data.points, columns: [data, data] },
        { previous: null, seed: 1, metrics },
      ).models.some(({ members }) => members.some(({ explanations }) => explanations.some(({ warp }) => warp.cliff)));
    const objective: Metric = { role: 'optimize', threshold: null };
    expect(isLowered([objective, objective])).toBe(false);
    expect(isLowered([objective, { role: 'constraint', threshold: 1 }])).toBe(true);
  });
});

describe('a search where half of the space is a penalty', () => {
  /** A bowl in four parameters whose bottom lies beside a border, beyond which every value is bad. */
  const lossWith =
    (bad: (x: Assignments) => number) =>
    (x: Assignments): number => {
      const [a, b, c, d] = [Number(x['x0']), Number(x['x1']), Number(x['x2']), Number(x['x3'])];
      return a + 0.6 * b - 0.4 * c > 0.58 ? bad(x) : (a - 0.25) ** 2 + (b - 0.4) ** 2 + (c - 0.6) ** 2 + (d - 0.7) ** 2;
    };
  const erratic = (x: Assignments): number => 10 ** (3.5 + 1.5 * Math.sin(40 * Number(x['x0']) + 60 * Number(x['x3'])));

  // However large the penalty is, and however much penalties differ, the bottom is found as if it were 1: medians of five seeds after 40 evaluations.
  it.each([
    ['of 1000', (): number => 1000],
    ['of 1e300', (): number => 1e300],
    ['of 100 to 100 000', erratic],
  ])('%s', (_, bad) => {
    const reached = [1, 2, 3, 4, 5].map((seed) => {
      const study = makeStudy(cube(4), { seed });
      let least = Infinity;
      for (let i = 0; i < 40; i++) {
        const { assignments } = study.ask();
        const value = lossWith(bad)(assignments);
        study.tell(assignments, value);
        least = Math.min(least, value);
      }
      return least;
    });
    expect(reached.sort((a, b) => a - b)[2]).toBeLessThan(0.01);
  });
});
