// Constraint metrics that scatter loudly though nobody said so: the school that must not call much noise does so there, and nowhere else.
import { describe, expect, it } from 'vitest';
import { fit, quickFit } from '../../../shared/engine/learning/fit.ts';
import { prepare } from '../../../shared/engine/model/prepared.ts';
import { quietNoise } from '../../../shared/engine/model/prior.ts';
import { makeRandom } from '../../../shared/engine/numerics/random.ts';
import { makeSpace } from '../../../shared/engine/space/space.ts';
import type { Data, Point } from '../../../shared/engine/types.ts';
import { cube } from './arbitrary-problem.ts';
import { randomPoints, toData } from './history.ts';
import { predict } from './predict.ts';

const space = makeSpace(cube(2));
const limit = 0.5;
const latency = ([a = 0, b = 0]: Iterable<number>): number => 0.5 * a + 0.4 * b;
/** Into the tenth of every range around the middle, where the border is. */
const nearBorder = (points: readonly Point[]): Point[] => points.map((point) => point.map((u) => 0.45 + 0.1 * u));

/** As a search leaves it: a third of the points anywhere, the others on the border; they scatter by a fifth of the range of all values. */
function searched(seed: number): Data {
  const random = makeRandom(seed, 5);
  const points = [...randomPoints(space, 20, seed), ...nearBorder(randomPoints(space, 40, seed + 1))];
  return toData(
    points,
    points.map((point) => latency(point) + 0.1 * random.normal()),
  );
}

type Said = Partial<Parameters<typeof fit>[2]>;
const follower = (data: Data, said: Said) =>
  prepare(space, fit(space, data, { previous: null, seed: 1, ...said }), data).members[1];

/** How far the school's predictions on the border lie from the truth, root of the mean square. */
function error(data: Data, said: Said, seed: number): number {
  const member = follower(data, said);
  const elsewhere = nearBorder(randomPoints(space, 40, seed + 100));
  const squares = elsewhere.map((point) => ((member ? predict(member, point).mean : Infinity) - latency(point)) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

describe('a constraint metric that scatters', () => {
  // On the border predictions err by less than half of the scatter, and of what they err by where each value is believed, as it is of an exact metric.
  it.each([1, 2, 3])('is not followed value by value (seed %i)', (seed) => {
    const data = searched(seed);
    expect(follower(data, { limit })?.noise).toBeGreaterThan(10 * quietNoise);
    expect(error(data, { limit }, seed)).toBeLessThan(
      Math.min(0.05, 0.5 * error(data, { limit, noise: 'none' }, seed)),
    );
  });

  // So does the fit that a request waits for, and the one that goes on from it.
  it('is heard in a hurry, and from then on', () => {
    const data = searched(1);
    const previous = quickFit(space, data, { seed: 1, limit });
    expect(prepare(space, previous, data).members[1]?.noise).toBeGreaterThan(10 * quietNoise);
    expect(follower(data, { limit, previous })?.noise).toBeGreaterThan(10 * quietNoise);
  });

  // Where the user says that there is no scatter, and in metrics that are optimized, the cap stays.
  it('is held to the word, and optimized ones to the cap', () => {
    for (const said of [{ limit, noise: 'none' } as const, {}, { isTraded: true }])
      expect(follower(searched(1), said)?.noise).toBeLessThanOrEqual(quietNoise * (1 + 1e-9));
  });
});

describe('a constraint metric that does not scatter', () => {
  // A slope, waves that sixty points hardly show, a flag: the school keeps to little noise.
  it.each<[string, (point: Point) => number]>([
    ['a slope', latency],
    ['waves', (point) => latency(point) + 0.1 * Math.sin(25 * (point[0] ?? 0))],
    ['a flag', ([a = 0, b = 0]) => 0.5 + Number(Math.hypot(a - 0.6, b - 0.35) > 0.3)],
  ])('%s: is followed', (_, f) => {
    const { points: flat, n } = searched(3);
    const points = Array.from({ length: n }, (_, i) => flat.slice(2 * i, 2 * i + 2));
    expect(follower(toData(points, points.map(f)), { limit })?.noise).toBeLessThanOrEqual(quietNoise * (1 + 1e-9));
  });
});
