// The Gaussian process with given hyperparameters: its factor, rows appended to it, and its posterior at candidates.

import { at, item } from '../kernels/at.ts';
import type { Inputs } from '../kernels/covariance.ts';
import type { System } from '../kernels/kernels.ts';
import { kernels } from '../kernels/load.ts';
import { concatenate } from '../numerics/vectors.ts';
import { bendSlope } from '../space/bend.ts';
import { type Embedding, embedAll, metricColumns } from './embedding.ts';

export type Process = System & {
  readonly embedding: Embedding;
  /** Rows of the matrix of points it is made from. */
  readonly P: number;
  /** (width) 1/ℓ. */
  readonly inverse: Float64Array;
  /** (n) values. */
  readonly targets: Float64Array;
  /** How many rows, the first ones, are of earlier experiments. */
  readonly foreign: number;
  /** (n) variance on the diagonal, with what was added to make the factorization possible. */
  readonly noise: Float64Array;
};

type Plan = Pick<Process, 'embedding' | 'P' | 'inverse' | 'signal'>;

/**
 * Posterior of `targets` (n) observed at `points` (n, P) with variance `noise` (n). O(n³). Never fails: the diagonal grows until it factors. `origins` (n): see
 * rows.ts; rows of earlier experiments come first.
 */
export function makeProcess(
  plan: Plan,
  points: Float64Array,
  targets: Float64Array,
  noise: Float64Array,
  origins?: Uint8Array,
): Process {
  const n = targets.length;
  const foreign = origins?.reduce((count, origin) => count + (origin > 0 ? 1 : 0), 0) ?? 0;
  const inputs = { ...makeInputs(plan), n, rows: embedAll(plan.embedding, points, n, plan.P, plan.inverse, origins) };
  let raised = noise;
  for (let jitter = 1e-8 * plan.signal; ; jitter *= 10) {
    const factor = kernels.factorize(inputs, plan.signal, raised);
    const alpha = factor && kernels.solve(factor, targets);
    if (factor && alpha) return { ...plan, foreign, inputs, factor, targets, noise: raised, alpha };
    if (!(jitter < 1e6 * plan.signal))
      throw new Error('A covariance is not a number: distances, noise or targets are not finite.');
    raised = noise.map((v) => v + jitter);
  }
}

function makeInputs({ embedding, inverse }: Plan): Pick<Inputs, 'numeric' | 'coded' | 'weights'> {
  const numeric = metricColumns(embedding);
  return { numeric, coded: embedding.coded.length, weights: inverse.slice(numeric).map((v) => v * v) };
}

/** The same process after more observations: points (m, P), values (m), noise (m). O(n²·m), the old one stays as it is. */
export function appendRows(process: Process, points: Float64Array, values: Float64Array, noise: Float64Array): Process {
  const m = values.length;
  const old = process.inputs;
  const added = embedAll(process.embedding, points, m, process.P, process.inverse);
  const inputs = { ...old, n: old.n + m, rows: concatenate(old.rows, added) };
  const least = noise.map((variance) => Math.max(1e-10 * process.signal, 0.5 * variance));
  const factor = kernels.extend(inputs, process.signal, process.factor, { noise, least });
  const all = concatenate(process.targets, values);
  return {
    ...{ ...process, inputs, factor, targets: all },
    ...{ noise: concatenate(process.noise, noise), alpha: kernels.solve(factor, all) },
  };
}

/** Posterior means at today's observed points (n − foreign): y − noise·α, because (K + N)·α = y. */
export const fittedMeans = ({ inputs, targets, noise, alpha, foreign }: Process): Float64Array =>
  Float64Array.from({ length: inputs.n - foreign }, (_, k) => {
    const i = foreign + k;
    return at(targets, i) - at(noise, i) * at(alpha, i);
  });

/** Posterior mean and variance at m points (m, P). O(m·n²). */
export function posterior(
  process: Process,
  points: Float64Array,
  m: number,
): { means: Float64Array; variances: Float64Array } {
  const rows = embedAll(process.embedding, points, m, process.P, process.inverse);
  const [means, explained] = [new Float64Array(m), new Float64Array(m)];
  kernels.posterior(process, rows, m, means, explained);
  return { means, variances: explained.map((v) => floorVariance(process, v)) };
}

/** signal − explained, never below 1e-12 of the signal: logarithms and square roots follow. */
const floorVariance = ({ signal }: Process, explained: number): number => Math.max(signal - explained, 1e-12 * signal);

/** Room for `posteriorSlope`, to be reused from call to call. `out` (2 + 2·metric columns) holds the two gradients behind mean and variance. */
type SlopeWork = { readonly [name in 'row' | 'out' | 'meanSlope' | 'varianceSlope']: Float64Array };

export function makeSlopeWork({ embedding }: Process): SlopeWork {
  const numeric = metricColumns(embedding);
  const out = new Float64Array(2 + 2 * numeric);
  const [meanSlope, varianceSlope] = [out.subarray(2, 2 + numeric), out.subarray(2 + numeric)];
  return { row: new Float64Array(embedding.width), out, meanSlope, varianceSlope };
}

/**
 * Posterior mean and variance at one embedded row (work.row, scaled); their gradients in the unscaled numeric coordinates go to
 * work.meanSlope and work.varianceSlope. O(n²).
 */
export function posteriorSlope(process: Process, work: SlopeWork): { mean: number; variance: number } {
  const { row, out, meanSlope, varianceSlope } = work;
  kernels.posteriorSlope(process, row, out);
  for (let i = 0; i < meanSlope.length; i++) {
    meanSlope[i] = at(meanSlope, i) * at(process.inverse, i);
    varianceSlope[i] = at(varianceSlope, i) * at(process.inverse, i);
  }
  const { direction, bends } = process.embedding;
  for (const slopes of [meanSlope, varianceSlope]) {
    if (direction) shareOut(direction, slopes);
    if (bends) straighten(bends, process, row, slopes);
  }
  return { mean: at(out, 0), variance: floorVariance(process, at(out, 1)) };
}

/** What the column of the direction, the last one, adds to the slopes of the numbers that it is made of. */
function shareOut(direction: readonly number[], slopes: Float64Array): void {
  const along = at(slopes, direction.length);
  for (let k = 0; k < direction.length; k++) slopes[k] = at(slopes, k) + item(direction, k) * along;
}

/** Slopes along bent ranges become slopes along the ranges as they were given; `row`: the embedded place. */
function straighten(bends: readonly number[], { inverse }: Process, row: Float64Array, slopes: Float64Array): void {
  for (let k = 0; k < bends.length; k++)
    slopes[k] = at(slopes, k) * bendSlope(at(row, k) / at(inverse, k), item(bends, k));
}
