// Several solutions: which observations they are, and a search that finds them.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { height, hollowsTasks } from '../../../bench/features/solutions.ts';
import { toProblem } from '../../../bench/suite.ts';
import { solutionsAmong } from '../../../shared/engine/proposals/solutions.ts';
import { squaredDistance } from '../../../shared/engine/space/distance.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import type { Metric, Point } from '../../../shared/engine/types.ts';
import { cube, problems } from './arbitrary-problem.ts';
import { randomPoints } from './history.ts';

describe('solutions among observations', () => {
  // As many as asked for, as far as there are good points at a distance from each other (between bounds that differ by a few units in the last place, two such
  // places may be written as one number); the best is one of them, they come the best first, and all are good.
  it('are good and different', () => {
    fc.assert(
      fc.property(
        problems(),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(),
        (problem, n, count, seed) => {
          const space = makeSpace(problem);
          const points = randomPoints(space, n, seed);
          const chosen = solutionsAmong(space, points, count);
          expect(chosen[0]).toBe(0);
          expect(chosen).toEqual([...new Set(chosen)].sort((a, b) => a - b));
          const good = Math.max(Math.ceil(0.2 * n), count);
          expect(Math.max(...chosen)).toBeLessThan(good);
          const known = points.slice(0, good);
          const different = known.filter((a, i) => known.slice(0, i).every((b) => squaredDistance(space, a, b) > 0));
          expect(chosen.length).toBe(Math.min(count, different.length));
        },
      ),
    );
  });

  // Two heaps of points and two solutions: the best of each heap, however many better ones the first has.
  it('are one of each heap', () => {
    const space = makeSpace(cube(2));
    const heap = (x: number, count: number): Point[] =>
      Array.from({ length: count }, (_, i) => Float64Array.of(x + 0.005 * i, x));
    expect(solutionsAmong(space, [...heap(0.2, 5), ...heap(0.8, 2), ...heap(0.5, 30)], 2)).toEqual([0, 5]);
  });

  // Three equal hollows in a row are three solutions: two neighbours on both sides of a border between cells would be one of them twice.
  it('are no neighbours', () => {
    const space = makeSpace(cube(1));
    const places = [0.105, 0.524, 0.943];
    const heaps = places.flatMap((x, k) =>
      [-0.04, -0.01, 0, 0.0004, 0.02, 0.05].map((off, i) => ({ x: x + off, worth: k + i })),
    );
    const between = [0.31, 0.315, 0.733].map((x) => ({ x, worth: 30 }));
    const points = [...heaps, ...between].sort((a, b) => a.worth - b.worth).map(({ x }) => Float64Array.of(x));
    const found = solutionsAmong(space, [...points, ...randomPoints(space, 80, 1)], 3).map((i) => points[i]?.[0] ?? 9);
    expect(found.sort((a, b) => a - b).map((x) => Math.round(2 * x))).toEqual([0, 1, 2]);
    for (const [i, x] of found.entries()) expect(Math.abs(x - (places[i] ?? 9))).toBeLessThan(0.05);
  });

  // Nothing observed, nothing chosen.
  it('are none of nothing', () => {
    expect(solutionsAmong(makeSpace(cube(2)), [], 3)).toEqual([]);
  });
});

/** The mean over a task's hollows of how far the best point in each lies above its bottom: 1 where none is in it. */
function missed(name: string, seed: number, isForAll: boolean): number {
  const task = hollowsTasks.find((one) => one.name === name);
  if (!task) throw new Error(`There is no task ${name}.`);
  const { budget, bottoms, evaluate, params } = task;
  const study = makeStudy(toProblem(params), { seed, budget, solutions: isForAll ? bottoms.length : 1 });
  const seen = Array.from({ length: budget }, () => {
    const { assignments } = study.ask();
    study.tell(assignments, evaluate(assignments));
    return assignments;
  });
  return height(task, seen);
}

const onAverage = (name: string, isForAll: boolean): number =>
  [1, 2, 3, 4].reduce((sum, seed) => sum + missed(name, seed, isForAll), 0) / 4;

describe('a search for several solutions', () => {
  // Of four hollows, from one that no search misses to one that takes 3 % of the plane, a search for the best value misses two; this one misses a single one in half of the runs at most.
  it('goes on to others', () => {
    expect(onAverage('four-widths2', true)).toBeLessThan(onAverage('four-widths2', false) - 0.25);
  });

  // A hollow in each of three categories, of which none says anything of another: it hardly ever gives one up.
  it('gives up no category', () => {
    expect(onAverage('three-kinds3', true)).toBeLessThan(0.15);
  });

  // Until a point is known to hold there is nothing to lie apart from: the asks are those of a search for one solution, to the last digit.
  it('is one for a point that holds, first', () => {
    const asked = (solutions: number) => {
      const study = makeStudy(cube(2), { seed: 3, budget: 24, solutions, metrics: underConstraint });
      return Array.from({ length: 10 }, () => {
        const { assignments, arm } = study.ask();
        const far = Object.values(assignments).reduce<number>((sum, value) => sum + Math.abs(Number(value) - 0.7), 0);
        study.tell(assignments, [-far, 0.01 + far]);
        return { assignments, arm };
      });
    };
    expect(asked(3)).toEqual(asked(1));
  });
});

const underConstraint: readonly Metric[] = [
  { role: 'optimize', threshold: null },
  { role: 'constraint', threshold: 0 },
];
