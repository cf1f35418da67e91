// The Gaussian process with given hyperparameters: its factor, rows appended to it, and its posterior at candidates.
import { type Embedding, embedAll } from './embedding.ts';
import { at } from './kernels/at.ts';
import { cholesky } from './kernels/cholesky.ts';
import { contractRow } from './kernels/contraction.ts';
import {
  covarianceMatrix,
  covarianceRow,
  crossCovariance,
  type Inputs,
  padded,
  padWithIdentity,
} from './kernels/covariance.ts';
import { extendRow, solveLower, solveLowerRows, solveUpper } from './kernels/triangular.ts';
import { concatenate } from './vectors.ts';

export type Process = {
  readonly embedding: Embedding;
  /** Rows of the matrix of points it is made from. */
  readonly P: number;
  /** (width) 1/ℓ. */
  readonly inverse: Float64Array;
  readonly signal: number;
  readonly inputs: Inputs;
  /** (ld, ld) lower triangle, ld = padded(n). */
  readonly L: Float64Array;
  /** (ld) K⁻¹·targets. */
  readonly alpha: Float64Array;
  /** (n) */
  readonly targets: Float64Array;
  /** (n) variance on the diagonal, with what was added to make the factorization possible. */
  readonly noise: Float64Array;
};

type Plan = Pick<Process, 'embedding' | 'P' | 'inverse' | 'signal'>;

/** Posterior of `targets` (n) observed at `points` (n, P) with variance `noise` (n). O(n³). Never fails: the diagonal grows until it factors. */
export function makeProcess(plan: Plan, points: Float64Array, targets: Float64Array, noise: Float64Array): Process {
  const n = targets.length;
  const ld = padded(n);
  const inputs = { ...makeInputs(plan), n, rows: embedAll(plan.embedding, points, n, plan.P, plan.inverse) };
  const L = new Float64Array(ld * ld);
  let raised = noise;
  for (let jitter = 1e-8 * plan.signal; ; jitter *= 10) {
    covarianceMatrix(inputs, plan.signal, raised, L, null);
    if (cholesky(L, ld)) break;
    raised = noise.map((v) => v + jitter);
  }
  return { ...plan, inputs, L, targets, noise: raised, alpha: solve(L, n, ld, targets) };
}

function makeInputs({ embedding, inverse }: Plan): Pick<Inputs, 'numeric' | 'coded' | 'weights'> {
  const numeric = embedding.numeric.length;
  return { numeric, coded: embedding.coded.length, weights: inverse.slice(numeric).map((v) => v * v) };
}

function solve(L: Float64Array, n: number, ld: number, targets: Float64Array): Float64Array {
  const alpha = new Float64Array(ld);
  alpha.set(targets);
  solveLower(L, n, ld, alpha);
  solveUpper(L, n, ld, alpha);
  return alpha;
}

/** The same process after more observations: points (m, P), targets (m), noise (m). O(n²·m), the old one stays as it is. */
export function appendRows(
  process: Process,
  points: Float64Array,
  targets: Float64Array,
  noise: Float64Array,
): Process {
  const m = targets.length;
  const old = process.inputs;
  const n = old.n + m;
  const ld = padded(n);
  const added = embedAll(process.embedding, points, m, process.P, process.inverse);
  const inputs = { ...old, n, rows: concatenate(old.rows, added) };
  const L = copyTriangle(process.L, old.n, ld);
  const width = process.embedding.width;
  for (let i = old.n; i < n; i++) {
    const k = new Float64Array(padded(i + 1));
    crossCovariance({ ...inputs, n: i + 1 }, process.signal, inputs.rows.subarray(i * width), 1, k);
    L.set(k.subarray(0, i + 1), i * ld);
    L[i * ld + i] = process.signal + at(noise, i - old.n);
    extendRow(L, i, ld, Math.max(1e-10 * process.signal, 0.5 * at(noise, i - old.n)));
  }
  const all = concatenate(process.targets, targets);
  return { ...process, inputs, L, targets: all, noise: concatenate(process.noise, noise), alpha: solve(L, n, ld, all) };
}

/** The first n rows of a factor in a matrix of another size, identity in the padding. */
function copyTriangle(L: Float64Array, n: number, ld: number): Float64Array {
  const out = new Float64Array(ld * ld);
  for (let i = 0; i < n; i++) out.set(L.subarray(i * padded(n), i * padded(n) + i + 1), i * ld);
  padWithIdentity(out, n, ld);
  return out;
}

/** Posterior means at the n observed points: y − noise·α, because (K + N)·α = y. */
export const fittedMeans = ({ inputs, targets, noise, alpha }: Process): Float64Array =>
  Float64Array.from({ length: inputs.n }, (_, i) => at(targets, i) - at(noise, i) * at(alpha, i));

const block = 64;

/** Posterior mean and variance at m points (m, P). O(m·n²), 64 at a time. */
export function posterior(
  process: Process,
  points: Float64Array,
  m: number,
): { means: Float64Array; variances: Float64Array } {
  const ld = padded(process.inputs.n);
  const width = process.embedding.width;
  const rows = embedAll(process.embedding, points, m, process.P, process.inverse);
  const [means, variances] = [new Float64Array(m), new Float64Array(m)];
  const work = new Float64Array(padded(Math.min(m, block)) * ld);
  for (let first = 0; first < m; first += block) {
    const count = Math.min(block, m - first);
    crossCovariance(process.inputs, process.signal, rows.subarray(first * width), count, work);
    for (let c = 0; c < count; c++) means[first + c] = dot(work, c * ld, process.alpha, ld);
    solveLowerRows(process.L, ld, work, padded(count));
    for (let c = 0; c < count; c++) variances[first + c] = floorVariance(process, sumOfSquares(work, c * ld, ld));
  }
  return { means, variances };
}

function dot(a: Float64Array, start: number, b: Float64Array, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += at(a, start + i) * at(b, i);
  return sum;
}

function sumOfSquares(a: Float64Array, start: number, length: number): number {
  let sum = 0;
  for (let i = start; i < start + length; i++) sum += at(a, i) * at(a, i);
  return sum;
}

/** signal − explained, never below 1e-12 of the signal: logarithms and square roots follow. */
const floorVariance = ({ signal }: Process, explained: number): number => Math.max(signal - explained, 1e-12 * signal);

/** Room for `posteriorSlope`, to be reused from call to call. */
export type SlopeWork = { readonly [name in 'row' | 'k' | 'slope' | 'meanSlope' | 'varianceSlope']: Float64Array };

export function makeSlopeWork({ inputs, embedding }: Process): SlopeWork {
  const ld = padded(inputs.n);
  const numeric = (): Float64Array => new Float64Array(embedding.numeric.length);
  const long = (): Float64Array => new Float64Array(ld);
  return {
    row: new Float64Array(embedding.width),
    k: long(),
    slope: long(),
    meanSlope: numeric(),
    varianceSlope: numeric(),
  };
}

/**
 * Posterior mean and variance at one embedded row (work.row, scaled); their gradients in the unscaled numeric coordinates go to
 * work.meanSlope and work.varianceSlope. O(n²).
 */
export function posteriorSlope(process: Process, work: SlopeWork): { mean: number; variance: number } {
  const { inputs, signal, L, alpha, inverse } = process;
  const { row, k, slope, meanSlope, varianceSlope } = work;
  const ld = padded(inputs.n);
  covarianceRow(inputs, signal, row, k, slope);
  const mean = dot(k, 0, alpha, inputs.n);
  solveLower(L, inputs.n, ld, k);
  const variance = floorVariance(process, sumOfSquares(k, 0, inputs.n));
  solveUpper(L, inputs.n, ld, k);
  for (let i = 0; i < inputs.n; i++) k[i] = 2 * at(slope, i) * at(k, i);
  contractRow(inputs, row, k, varianceSlope);
  for (let i = 0; i < inputs.n; i++) k[i] = -at(slope, i) * at(alpha, i);
  contractRow(inputs, row, k, meanSlope);
  for (let i = 0; i < meanSlope.length; i++) {
    meanSlope[i] = at(meanSlope, i) * at(inverse, i);
    varianceSlope[i] = at(varianceSlope, i) * at(inverse, i);
  }
  return { mean, variance };
}
