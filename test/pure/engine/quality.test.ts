// It finds good points: far better than chance on two classic functions, with the very settings of the service.
import { describe, expect, it } from 'vitest';
import { makeStudy } from '../../../shared/engine/study.ts';
import type { Assignments, Problem } from '../../../shared/engine/types.ts';
import { cube } from './arbitrary-problem.ts';

/** Dixon & Szegö 1978; minimum 0.3979. */
const branin = (x: Assignments): number => {
  const [a, b] = [15 * Number(x['x0']) - 5, 15 * Number(x['x1'])];
  const inner = b - (5.1 / (4 * Math.PI ** 2)) * a * a + (5 / Math.PI) * a - 6;
  return inner ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) + 10;
};

const heights = [1, 1.2, 3, 3.2];
const wide = [
  [3, 10, 30],
  [0.1, 10, 35],
  [3, 10, 30],
  [0.1, 10, 35],
];
const places = [
  [3689, 1170, 2673],
  [4699, 4387, 7470],
  [1091, 8732, 5547],
  [381, 5743, 8828],
];

/** Hartmann's function in three dimensions; minimum −3.86278. */
const hartmann = (x: Assignments): number =>
  -heights.reduce((sum, height, i) => {
    const r = [0, 1, 2].reduce(
      (q, k) => q + (wide[i]?.[k] ?? 0) * (Number(x[`x${k}`]) - (places[i]?.[k] ?? 0) * 1e-4) ** 2,
      0,
    );
    return sum + height * Math.exp(-r);
  }, 0);

function best(
  problem: Problem,
  f: (x: Assignments) => number,
  kind: 'offline' | 'random',
  seed: number,
  budget: number,
): number {
  const study = makeStudy(problem, { seed, kind });
  let least = Infinity;
  for (let i = 0; i < budget; i++) {
    const { assignments } = study.ask();
    least = Math.min(least, f(assignments));
    study.tell(assignments, f(assignments));
  }
  return least;
}

const seeds = [1, 2, 3, 4, 5, 6, 7];
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

describe('quality', () => {
  // 25 evaluations come within 0.02 of the optimum; four times as many random ones do not. (Medians of seven seeds.)
  it('solves Branin', () => {
    const optimum = 0.3979;
    expect(median(seeds.map((seed) => best(cube(2), branin, 'offline', seed, 25)))).toBeLessThan(optimum + 0.02);
    expect(median(seeds.map((seed) => best(cube(2), branin, 'random', seed, 100)))).toBeGreaterThan(optimum + 0.02);
  });

  // The same with 30 evaluations in three dimensions and 0.01. A run in four ends in the second valley, at −3.09, which is why three seeds say little.
  it('solves Hartmann 3', () => {
    const optimum = -3.86278;
    expect(median(seeds.map((seed) => best(cube(3), hartmann, 'offline', seed, 30)))).toBeLessThan(optimum + 0.01);
    expect(median(seeds.map((seed) => best(cube(3), hartmann, 'random', seed, 120)))).toBeGreaterThan(optimum + 0.01);
  });
});
