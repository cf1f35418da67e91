// Predictions of the whole model: intervals that hold what they promise on data that the model has not seen.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fit, quickFit } from '../../../shared/engine/learning/fit.ts';
import { predictBlend } from '../../../shared/engine/model/blend.ts';
import { prepare } from '../../../shared/engine/model/prepared.ts';
import { posterior } from '../../../shared/engine/model/process.ts';
import { makeRandom } from '../../../shared/engine/numerics/random.ts';
import { stack } from '../../../shared/engine/numerics/vectors.ts';
import { decode, makeSpace } from '../../../shared/engine/space/space.ts';
import type { Assignments } from '../../../shared/engine/types.ts';
import { backward } from '../../../shared/engine/values/warp.ts';
import { cube, problems } from './arbitrary-problem.ts';
import { bowl, observe, randomPoints } from './history.ts';
import { predict } from './predict.ts';

const at = (x: Assignments, i: number): number => Number(x[`x${i}`]);
const smooth: readonly ((x: Assignments) => number)[] = [
  (x) => Math.sin(4 * at(x, 0)) + at(x, 1) ** 2 * at(x, 0),
  (x) => Math.exp(2 * at(x, 0) - at(x, 1)) * 10,
  (x) => Math.cos(5 * at(x, 0) + 3 * at(x, 1)) + 2 * at(x, 2),
  (x) => 1 / (0.2 + at(x, 0) + at(x, 1)) + Math.sin(6 * at(x, 2)),
];

describe('predictions of the whole model', () => {
  // Central 80 % intervals hold about 80 % of the values at points that were held back, over smooth functions, dimensions and sizes of history.
  it('cover what they say', () => {
    const space = makeSpace(cube(3));
    let [held, inside] = [0, 0];
    for (const [k, f] of smooth.entries()) {
      for (const count of [12, 25, 40]) {
        const data = observe(space, count, k + 1, f);
        const prepared = prepare(space, fit(space, data, { previous: null, seed: 9 }), data);
        const points = randomPoints(space, 100, k + 50);
        for (const [i, { low, high }] of predictBlend(prepared, stack(points), points.length).entries()) {
          const truth = f(decode(space, points[i] ?? new Float64Array(3)));
          held += 1;
          if (truth >= low && truth <= high) inside += 1;
        }
      }
    }
    expect(inside / held).toBeGreaterThan(0.7);
    expect(inside / held).toBeLessThan(0.95);
  });

  // Also where it is worse than all that was seen: a tenth of what the schools believe together lies below the low end, half below the middle.
  it('are quantiles of what the schools believe together', () => {
    const space = makeSpace(cube(2));
    const data = observe(space, 14, 3, (x) => (at(x, 0) - 0.2) ** 2 + Math.sin(9 * at(x, 1)) / 3);
    const prepared = prepare(space, fit(space, data, { previous: null, seed: 4 }), data);
    const random = makeRandom(5);
    for (const point of [
      Float64Array.of(1, 1),
      Float64Array.of(1, 0.2),
      Float64Array.of(0, 0),
      Float64Array.of(0.5, 0.5),
    ]) {
      const drawn = prepared.members.flatMap(({ process, warp }) => {
        const { means, variances } = posterior(process, point, 1);
        const [mean = 0, s = 0] = [means[0], Math.sqrt(variances[0] ?? 0)];
        return Array.from({ length: 4000 }, () => backward(warp, mean + s * random.normal()));
      });
      const below = (value: number): number => drawn.filter((v) => v < value).length / drawn.length;
      const [blend] = predictBlend(prepared, point, 1);
      expect(below(blend?.low ?? Number.NaN)).toBeCloseTo(0.1, 1);
      expect(below(blend?.mean ?? Number.NaN)).toBeCloseTo(0.5, 1);
    }
  });

  // Whatever the data: numbers in order, inside what the members say themselves, and the member's own prediction when there is only one.
  it('lie between those of the members', () => {
    fc.assert(
      fc.property(problems({ most: 4 }), fc.integer({ min: 1, max: 20 }), fc.nat(), (problem, count, seed) => {
        const space = makeSpace(problem);
        const data = observe(space, count, seed, (x) => (count % 3 === 0 ? 1e250 : 1) * bowl(x));
        const prepared = prepare(space, quickFit(space, data, { seed }), data);
        const points = randomPoints(space, 5, seed + 1);
        for (const [i, blend] of predictBlend(prepared, stack(points), points.length).entries()) {
          const point = points[i] ?? new Float64Array(0);
          const own = prepared.members.map((member) => predict(member, point));
          expect(blend.low).toBeLessThanOrEqual(blend.mean);
          expect(blend.mean).toBeLessThanOrEqual(blend.high);
          for (const end of ['low', 'mean', 'high'] as const) {
            expect(blend[end]).toBeGreaterThanOrEqual(Math.min(...own.map((p) => p[end])));
            expect(blend[end]).toBeLessThanOrEqual(Math.max(...own.map((p) => p[end])));
          }
          const [first] = prepared.members;
          if (first) expect(predictBlend({ members: [first] }, point, 1)[0]).toEqual(predict(first, point));
        }
      }),
      { numRuns: 30 },
    );
  });
});
