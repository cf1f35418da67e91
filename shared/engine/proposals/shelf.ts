// A shelf: a part of the space where the best value comes out again and again, to the last digit.
import { at } from '../kernels/at.ts';
import { embedAll, metricColumns } from '../model/embedding.ts';
import type { Conditioned, Prepared } from '../model/prepared.ts';
import type { Process } from '../model/process.ts';
import type { Point } from '../types.ts';

/** Points with the very best value that make a shelf: twice the same is a metric that counts few rows, or chance. */
const enough = 3;

/**
 * Whether a point lies on a shelf, as errors of few rows make them, and parameters that do nothing beside others: the known point that the school takes to
 * be most like it has the best value, and so have others. What differs there does not matter, so no plain distance tells that the outcome is known.
 */
export function isOnShelf({ rows: { n, values } }: Prepared, { process }: Conditioned, point: Point): boolean {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const met = values.reduce((count, value) => count + (value === least ? 1 : 0), 0);
  return met >= enough && at(values, mostAlike(process, point, n)) === least;
}

/** Index of the one of the first `n` rows that is nearest in the metric of the process. */
function mostAlike({ embedding, inverse, P, inputs }: Process, point: Point, n: number): number {
  const row = embedAll(embedding, point, 1, P, inverse);
  const [width, numeric] = [row.length, metricColumns(embedding)];
  let [nearest, distance] = [0, Infinity];
  for (let i = 0; i < n; i++) {
    const sum = row.reduce((total, place, k) => {
      const other = at(inputs.rows, i * width + k);
      if (k < numeric) return total + (place - other) ** 2;
      return total + (place === other ? 0 : at(inputs.weights, k - numeric));
    }, 0);
    if (sum < distance) [nearest, distance] = [i, sum];
  }
  return nearest;
}
