// Histories for tests: random points of a problem and what a function says about them.
import type { Ask } from '../../../shared/engine/ask.ts';
import type { Prepared } from '../../../shared/engine/model/prepared.ts';
import { makeRandom } from '../../../shared/engine/numerics/random.ts';
import { randomPoint } from '../../../shared/engine/space/sample.ts';
import { decode, type Space } from '../../../shared/engine/space/space.ts';
import type { History } from '../../../shared/engine/suggest.ts';
import type { Assignments, Data, Point } from '../../../shared/engine/types.ts';

export function toData(points: readonly Point[], values: ArrayLike<number>, variances?: ArrayLike<number>): Data {
  const P = points[0]?.length ?? 0;
  const flat = new Float64Array(points.length * P);
  for (const [i, point] of points.entries()) flat.set(point, i * P);
  return {
    n: points.length,
    points: flat,
    values: Float64Array.from(values),
    variances: variances ? Float64Array.from(variances) : new Float64Array(points.length).fill(Number.NaN),
  };
}

export const randomPoints = (space: Space, count: number, seed: number): Point[] => {
  const random = makeRandom(seed, 77);
  return Array.from({ length: count }, () => randomPoint(space, random));
};

/** n random points with the values that f has there; NaN says that the evaluation failed. */
export function observe(space: Space, count: number, seed: number, f: (x: Assignments) => number): Data {
  const points = randomPoints(space, count, seed);
  return toData(
    points,
    points.map((point) => f(decode(space, point))),
  );
}

/** The first rows of the data. */
export function head(data: Data, n: number): Data {
  const P = data.points.length / data.n;
  const cut = (values: Float64Array): Float64Array => values.slice(0, n);
  return { n, points: data.points.slice(0, n * P), values: cut(data.values), variances: cut(data.variances) };
}

/** The rows from `n` on. */
export function tail(data: Data, n: number): Data {
  const P = data.points.length / data.n;
  const cut = (values: Float64Array): Float64Array => values.slice(n);
  return { n: data.n - n, points: data.points.slice(n * P), values: cut(data.values), variances: cut(data.variances) };
}

/** A smooth bowl with a few waves over all numbers, categories count their index: never constant, no symmetry. */
export function bowl(x: Assignments): number {
  return Object.values(x).reduce<number>((sum, value, i) => {
    const v = typeof value === 'number' ? value : value.charCodeAt(0) / 10;
    return sum + (i + 1) * (v - 0.3) ** 2 + 0.2 * Math.sin(5 * v + i);
  }, 0);
}

/** The history of an experiment with one metric. */
export const alone = ({ n, points, ...column }: Data, prepared: Prepared | null = null): History => ({
  data: { n, points, columns: [column] },
  prepared: prepared && { n: prepared.n, metrics: [prepared] },
});

export const ask = (number: number, more: Partial<Ask> = {}): Ask => ({
  ...{ kind: 'offline', number, seed: 42, pending: [], count: 1, bandwidth: 1, budget: null, first: null },
  metrics: [{ role: 'optimize', threshold: null }],
  ...more,
});
