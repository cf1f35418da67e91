// Where points go while there is nothing to learn from: everywhere alike, and far from each other.
import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../../shared/engine/numerics/random.ts';
import { fillGap } from '../../../shared/engine/space/design.ts';
import { nearestDistance } from '../../../shared/engine/space/distance.ts';
import { randomPoint } from '../../../shared/engine/space/sample.ts';
import { decode, makeSpace, type Space } from '../../../shared/engine/space/space.ts';
import type { Point } from '../../../shared/engine/types.ts';
import { cube } from './arbitrary-problem.ts';

function filled(space: Space, count: number, seed: number): Point[] {
  const points: Point[] = [];
  while (points.length < count) {
    const point = fillGap(space, points, makeRandom(seed, points.length), () => true);
    if (!point) throw new Error('no gap');
    points.push(point);
  }
  return points;
}

const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('gaps', () => {
  // A fifth of all coordinates lies within a tenth of an end, as of points drawn evenly; of points that are merely far from each other it is more than half in six
  // dimensions, and a basin inside is not met.
  it.each([2, 4, 6, 10])('are no more at the faces than inside, in %d dimensions', (d) => {
    const space = makeSpace(cube(d));
    const units = seeds.flatMap((seed) => filled(space, 40, seed).flatMap((point) => [...point]));
    const outside = units.map((unit) => (unit < 0.1 || unit > 0.9 ? 1 : 0));
    expect(mean(outside)).toBeGreaterThan(0.14);
    expect(mean(outside)).toBeLessThan(0.26);
  });

  // The nearest two of twenty-five are several times as far apart as of random ones.
  it('are spread', () => {
    const space = makeSpace(cube(2));
    const nearest = (points: readonly Point[]): number =>
      Math.sqrt(Math.min(...points.map((point, i) => nearestDistance(space, point, points.slice(0, i)))));
    const random = seeds.map((seed) => {
      const draws = makeRandom(seed, 99);
      return nearest(Array.from({ length: 25 }, () => randomPoint(space, draws)));
    });
    expect(mean(seeds.map((seed) => nearest(filled(space, 25, seed))))).toBeGreaterThan(3 * mean(random));
  });

  // The first of few levels is as far from the last as from the second, of ints and of grids: all of them come, and none much more often.
  it.each([
    { kind: 'int', name: 'k', when: [], min: 1, max: 3, log: false } as const,
    { kind: 'grid', name: 'k', when: [], values: [1, 2, 3], log: false } as const,
  ])('take every level', (stepped) => {
    const space = makeSpace({ parameters: [stepped, ...cube(2).parameters] });
    const values = filled(space, 30, 1).map((point) => decode(space, point)['k']);
    for (const value of [1, 2, 3]) expect(values.filter((one) => one === value).length).toBeGreaterThanOrEqual(6);
  });

  // Bounds were moved since: what was observed a whole range away leaves the middle as free as any place, and an end that is nearer less so than the other.
  it('are as far from what lies outside as it is', () => {
    const space = makeSpace(cube(1));
    const [found] = [1, 2, 3].map((seed) => fillGap(space, [Float64Array.of(1.5)], makeRandom(seed), () => true));
    expect(found?.[0]).toBeLessThan(0.05);
  });
});
