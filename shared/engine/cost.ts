// How long an ask will take: the estimate by which the service decides whether to compute now.
import { effortFor } from './effort.ts';
import { makeEmbedding } from './embedding.ts';
import { largestMatrix } from './prepared.ts';
import type { Space } from './space.ts';

/** Milliseconds of one covariance between two points: an exponential, and a difference for each column. */
const covariance = (width: number): number => (20 + 3.5 * width) * 1e-6;
/** Milliseconds for each entry of the square of a triangular solve: many right-hand sides in tiles, and a single one there and back. */
const blockedSolve = 0.5e-6;
const singleSolve = 2.7e-6;
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
  const climbing = 1.3 * (starts + 1) * iterations * (2 * row + rows * rows * singleSolve);
  return count * (overhead + metrics * (scoring + climbing));
}
