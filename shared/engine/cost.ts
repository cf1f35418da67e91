// How long an ask will take, and a fit: the estimates by which the service decides whether to compute now, and how long a run may keep others waiting.
import { effortFor } from './acquisition/effort.ts';
import { makeEmbedding } from './model/embedding.ts';
import { largestMatrix } from './model/prepared.ts';
import type { Space } from './space/space.ts';

/** Milliseconds of one covariance between two points: an exponential, and a difference for each column. */
const covariance = (width: number): number => (6 + 0.4 * width) * 1e-6;
/** Milliseconds for each entry of a square of rows: many points against the factor in tiles, and one with its gradient. */
const blockedSolve = 0.07e-6;
const singleSolve = 0.16e-6;
/** Drawing and ranking candidates, keeping the books of the local searches. */
const overhead = 6;

/**
 * Estimated milliseconds of one `suggest` of `count` points with a prepared model of n observations, on one idle core of a server of 2022 or
 * later. Adds up what the search of the acquisition does: scores the candidates, then follows gradients, with 1.3 evaluations a step; both once for
 * each metric.
 */
export function askMilliseconds(space: Space, n: number, count: number, metrics = 1): number {
  const rows = Math.min(n, largestMatrix);
  const { candidates, starts, iterations } = effortFor(rows);
  const row = rows * covariance(makeEmbedding(space).width);
  const scoring = candidates * (row + rows * rows * blockedSolve);
  const climbing = 1.3 * (starts + 1) * iterations * (row + rows * rows * singleSolve);
  return count * (overhead + metrics * (scoring + climbing));
}

/** Of setting the model of success on n observations: some twenty factors of its rows (success.ts). */
const success = (n: number): number => 30 * Math.min(1, n / 160) ** 3;

/** Estimated milliseconds of a quick fit of n observations and of setting it on them, for a request that finds no model; once for each metric. */
export function quickMilliseconds(n: number, metrics = 1): number {
  const rows = Math.min(n, largestMatrix);
  // A fit of a hundred rows; two factors; choosing the rows that say most of many; where evaluations fail, in case any did.
  const choosing = n > rows ? 3e-5 * n * rows : 0;
  return metrics * (30 + 1.2e-7 * rows ** 3 + choosing) + success(n);
}

/**
 * Estimated milliseconds of a full fit: about a second from a thousand observations on. Of a constraint metric that scatters loudly one school is learned twice
 * (loud.ts), measured up to half more: 410 of 500 rows. Whoever plans with it leaves more room than that.
 */
export const fitMilliseconds = (n: number, metrics = 1): number =>
  metrics * (50 + 1e-3 * Math.min(n, largestMatrix) ** 2);
