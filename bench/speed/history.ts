// Histories of any size for the speed figures: doubles in the unit cube, and a bowl with waves that depends on some parameters more than on others.
import type { Ask } from '../../shared/engine/ask.ts';
import { makeRandom } from '../../shared/engine/numerics/random.ts';
import { makeSpace, type Space } from '../../shared/engine/space/space.ts';
import type { Dataset, Metric, Point } from '../../shared/engine/types.ts';

export const cube = (dimensions: number): Space =>
  makeSpace({
    parameters: Array.from({ length: dimensions }, (_, i) => ({
      ...({ kind: 'double', name: `x${i}`, when: [] } as const),
      ...{ min: 0, max: 1, log: false },
    })),
  });

function valueAt(point: Point): number {
  return point.reduce((sum, x, k) => sum + ((x - 0.4) ** 2 + 0.1 * Math.cos(9 * x)) / (1 + k), 0);
}

/** Half of the points anywhere, half around the best place, as the history of an optimizer is. */
export function history(dimensions: number, n: number, seed = 1): Dataset {
  const random = makeRandom(seed, n);
  const points = Float64Array.from({ length: n * dimensions }, (_, i) => {
    if (Math.floor(i / dimensions) % 2 === 0) return random.uniform();
    return Math.min(1, Math.max(0, 0.4 + 0.15 * random.normal()));
  });
  const values = Float64Array.from({ length: n }, (_, i) =>
    valueAt(points.subarray(i * dimensions, (i + 1) * dimensions)),
  );
  return { n, points, columns: [{ values, variances: new Float64Array(n).fill(Number.NaN) }] };
}

/** The one metric that is optimized. */
export const alone: { readonly metrics: readonly Metric[] } = { metrics: [{ role: 'optimize', threshold: null }] };

export const askNumber = (number: number, pending: readonly Point[] = []): Ask => ({
  ...{ kind: 'offline', number, seed: 42, pending, count: 1, bandwidth: 1 + pending.length, budget: null, first: null },
  ...alone,
});
