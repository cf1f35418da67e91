// Several solutions: which observations they are, and a search that finds them.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { squaredDistance } from '../../../shared/engine/distance.ts';
import { solutionsAmong } from '../../../shared/engine/solutions.ts';
import { makeSpace } from '../../../shared/engine/space.ts';
import { makeStudy } from '../../../shared/engine/study.ts';
import type { Assignments, Point } from '../../../shared/engine/types.ts';
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

/** Four hollows of the same depth and different widths. */
const hollows = [
  { x: 0.2, y: 0.25, width: 0.1 },
  { x: 0.8, y: 0.2, width: 0.15 },
  { x: 0.25, y: 0.8, width: 0.2 },
  { x: 0.75, y: 0.75, width: 0.12 },
];
const depth = (assignments: Assignments): number => {
  const [u, v] = [Number(assignments['x0']), Number(assignments['x1'])];
  return -Math.max(...hollows.map(({ x, y, width }) => Math.exp(-((u - x) ** 2 + (v - y) ** 2) / width ** 2)));
};

/** How deep the best points of a study of 40 evaluations lie in each hollow, added up: 4 is the bottom of all. */
function reached(seed: number, solutions: number): number {
  const study = makeStudy(cube(2), { seed, budget: 40, solutions });
  const deepest = hollows.map(() => 0);
  for (let i = 0; i < 40; i++) {
    const { assignments } = study.ask();
    const value = depth(assignments);
    const distances = hollows.map(({ x, y }) =>
      Math.hypot(Number(assignments['x0']) - x, Number(assignments['x1']) - y),
    );
    const where = distances.indexOf(Math.min(...distances));
    deepest[where] = Math.min(deepest[where] ?? 0, value);
    study.tell(assignments, value);
  }
  return deepest.reduce((sum, value) => sum - value, 0);
}

describe('a search for several solutions', () => {
  // Of four equal hollows it reaches deeper into all of them together than a search for the best value alone, which is content with one or two.
  it('goes on to others', () => {
    const seeds = [1, 2, 3];
    const alone = seeds.reduce((sum, seed) => sum + reached(seed, 1), 0);
    const apart = seeds.reduce((sum, seed) => sum + reached(seed, 4), 0);
    expect(apart).toBeGreaterThan(alone + 0.5);
  });
});
