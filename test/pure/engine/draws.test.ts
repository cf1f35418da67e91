// Draws of hyperparameters come from the density they are said to come from, and several models together are worth what is between them.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Acquisition, makeAcquisition } from '../../../shared/engine/acquisition/acquisition.ts';
import { average } from '../../../shared/engine/acquisition/average.ts';
import { drawThetas } from '../../../shared/engine/learning/draw-thetas.ts';
import { fit } from '../../../shared/engine/learning/fit.ts';
import { prepare } from '../../../shared/engine/model/prepared.ts';
import type { Box, Differentiable } from '../../../shared/engine/numerics/lbfgs.ts';
import { makeRandom } from '../../../shared/engine/numerics/random.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import { cube } from './arbitrary-problem.ts';
import { bowl, observe, randomPoints } from './history.ts';

const wide: Box = { lower: Float64Array.of(-50, -50, 2), upper: Float64Array.of(50, 50, 2) };

/** Normal around (1, −2) with deviations 0.5 and 2; the third coordinate is fixed by the box. */
const normal: Differentiable = (x, gradient) => {
  const [a, b] = [((x[0] ?? 0) - 1) / 0.5, ((x[1] ?? 0) + 2) / 2];
  gradient.set([a / 0.5, b / 2, 0]);
  return 0.5 * (a * a + b * b);
};

const column = (draws: readonly Float64Array[], k: number): number[] => draws.map((draw) => draw[k] ?? Number.NaN);
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: readonly number[]): number => Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)));

describe('draws of hyperparameters', () => {
  // Two thousand draws of a normal density have its means and deviations to within a tenth or two, from a start that is not its mode.
  it('have the moments of their density', () => {
    const draws = drawThetas(normal, Float64Array.of(0, 0, 2), wide, 2000, makeRandom(7));
    expect(mean(column(draws, 0))).toBeCloseTo(1, 0.9);
    expect(Math.abs(mean(column(draws, 1)) + 2)).toBeLessThan(0.4);
    expect(Math.abs(deviation(column(draws, 0)) - 0.5)).toBeLessThan(0.1);
    expect(Math.abs(deviation(column(draws, 1)) - 2)).toBeLessThan(0.4);
    expect(new Set(column(draws, 2))).toEqual(new Set([2]));
  });

  // A wall is a wall: no draw lies outside of the box, and half a normal density has the mean of half a normal density.
  it('stay in the box', () => {
    const half: Box = { lower: Float64Array.of(1, -50, 2), upper: Float64Array.of(50, 50, 2) };
    const first = column(drawThetas(normal, Float64Array.of(1, -2, 2), half, 2000, makeRandom(8)), 0);
    expect(Math.min(...first)).toBeGreaterThanOrEqual(1);
    expect(Math.abs(mean(first) - (1 + 0.5 * Math.sqrt(2 / Math.PI)))).toBeLessThan(0.1);
  });

  // Few rows leave doubt, many do not; the same input has the same draws; and they differ from one another.
  it('belong to models of few rows', () => {
    const space = makeSpace(cube(3));
    const drawn = (n: number) => fit(space, observe(space, n, 4, bowl), { previous: null, seed: 5 }).members;
    const [independent, scaled] = drawn(12);
    expect(new Set(independent?.explanations[0]?.draws?.map(String)).size).toBe(4);
    expect(scaled?.explanations[0]?.draws).toBeUndefined();
    expect(drawn(12)).toEqual(drawn(12));
    for (const { explanations } of drawn(80)) expect(explanations[0]?.draws).toBeUndefined();
  });
});

describe('several models together', () => {
  const space = makeSpace(cube(3));
  const data = observe(space, 14, 9, bowl);
  const prepared = prepare(space, fit(space, data, { previous: null, seed: 2 }), data);
  const parts = prepared.members
    .flatMap(({ draws }) => draws)
    .map((draw) => makeAcquisition(draw, null, 'log-ei', -0.5));
  const bounds = prepared.members.flatMap(({ draws }) => draws).map((draw) => makeAcquisition(draw, null, 'ucb', 0));

  const worthAt = (acquisition: Acquisition, point: Float64Array): number =>
    acquisition.score(point, 1)[0] ?? Number.NaN;

  // Between the least and the most that one of them says, at any point, by score and by slope alike.
  it('are worth what lies between them', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        for (const [all, rule] of [
          [parts, 'log-ei'],
          [bounds, 'ucb'],
        ] as const) {
          const [point = new Float64Array(3)] = randomPoints(space, 1, seed);
          const together = average(all, rule);
          const worth = worthAt(together, point);
          const alone = all.map((part) => worthAt(part, point));
          expect(worth).toBeGreaterThanOrEqual(Math.min(...alone) - 1e-9);
          expect(worth).toBeLessThanOrEqual(Math.max(...alone) + 1e-9);
          expect(together.slope(point, new Float64Array(3))).toBeCloseTo(worth, 6);
        }
      }),
      { numRuns: 50 },
    );
  });

  // The gradient agrees with central differences.
  it('have the slope of their worth', () => {
    const together = average(parts, 'log-ei');
    for (const point of randomPoints(space, 10, 3)) {
      const gradient = new Float64Array(3);
      together.slope(point, gradient);
      for (let k = 0; k < 3; k++) {
        const moved = (by: number): number => worthAt(together, point.with(k, (point[k] ?? 0) + by));
        const difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
        expect(Math.abs((gradient[k] ?? 0) - difference)).toBeLessThan(1e-4 * (1 + Math.abs(difference)));
      }
    }
  });
});
