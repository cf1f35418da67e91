// The kernels in typed arrays: the fallback where compiled ones cannot run, and their oracle in tests.
import { at } from './at.ts';
import { cholesky, invert, invertTriangle } from './cholesky.ts';
import { contractMatrix, contractRow } from './contraction.ts';
import {
  covarianceMatrix,
  covarianceRow,
  crossCovariance,
  type Inputs,
  padded,
  padWithIdentity,
} from './covariance.ts';
import { averageInformation } from './information.ts';
import type { Added, Evaluation, Kernels, Sample, System } from './kernels.ts';
import { appendRow, applyInverse, explainFour, pack, packedLength, unpadded } from './packed.ts';
import { solveLower, solveUpper } from './triangular.ts';

/** Scratch that grows to the largest size ever asked for; what it holds is gone with the next call of the same name. */
const scratches = new Map<string, Float64Array>();

function scratch(name: string, length: number): Float64Array {
  const held = scratches.get(name);
  if (held && held.length >= length) return held;
  const made = new Float64Array(length);
  scratches.set(name, made);
  return made;
}

const extended = (values: Float64Array, length: number): Float64Array => {
  const out = new Float64Array(length);
  out.set(values);
  return out;
};

function evaluate({ inputs, signal, noise, targets, learned }: Sample): Evaluation | null {
  const { n } = inputs;
  const ld = padded(n);
  const [K, slope, U, inverse] = ['K', 'slope', 'U', 'inverse'].map((name) => scratch(name, ld * ld));
  if (!K || !slope || !U || !inverse) return null;
  covarianceMatrix(inputs, signal, noise, K, slope);
  if (!cholesky(K, ld)) return null;
  const alpha = targets.slice();
  solveLower(K, n, ld, alpha);
  let [quadratic, logPivots] = [0, 0];
  for (let i = 0; i < n; i++) {
    quadratic += at(alpha, i) ** 2;
    logPivots += Math.log(at(K, i * ld + i));
  }
  solveUpper(K, n, ld, alpha);
  invert(K, ld, U, inverse);
  const information = learned ? averageInformation({ inputs, targets, noise, learned, alpha, slope, L: K }) : null;
  const contraction = new Float64Array(inputs.numeric + inputs.coded);
  contractMatrix(inputs, alpha, inverse, slope, contraction);
  const diagonal = alpha.map((_, i) => at(inverse, i * ld + i));
  return { quadratic, logPivots, alpha, diagonal, contraction, information };
}

function choleskyOf(A: Float64Array, n: number): Float64Array | null {
  const ld = padded(n);
  const K = scratch('K', ld * ld);
  for (let i = 0; i < n; i++) K.set(A.subarray(i * n, i * n + i + 1), i * ld);
  padWithIdentity(K, n, ld);
  return cholesky(K, ld) ? unpadded(K, n, ld) : null;
}

function factorize(inputs: Inputs, signal: number, noise: Float64Array): Float64Array | null {
  const ld = padded(inputs.n);
  const K = scratch('K', ld * ld);
  covarianceMatrix(inputs, signal, noise, K, null);
  if (!cholesky(K, ld)) return null;
  const U = scratch('U', ld * ld);
  invertTriangle(K, ld, U);
  return pack(U, inputs.n, ld);
}

function extend(inputs: Inputs, signal: number, factor: Float64Array, { noise, least }: Added): Float64Array {
  const { n, rows } = inputs;
  const width = inputs.numeric + inputs.coded;
  const W = extended(factor, packedLength(n));
  const [k, w] = [new Float64Array(padded(n)), new Float64Array(padded(n))];
  for (let m = 0; m < noise.length; m++) {
    const i = n - noise.length + m;
    k.fill(0);
    crossCovariance({ ...inputs, n: i }, signal, rows.subarray(i * width), 1, k);
    const explained = applyInverse(W, i, k, w);
    appendRow(W, i, w, Math.max(signal + at(noise, m) - explained, at(least, m)));
  }
  return W;
}

function solve(factor: Float64Array, targets: Float64Array): Float64Array {
  const { length } = targets;
  const alpha = new Float64Array(padded(length));
  applyInverse(factor, length, extended(targets, padded(length)), alpha);
  return alpha.subarray(0, length);
}

/** Points handled together, so that their covariances stay in the cache. */
const block = 64;

function posterior(
  { inputs, signal, factor, alpha }: System,
  rows: Float64Array,
  m: number,
  means: Float64Array,
  explained: Float64Array,
): void {
  const ld = padded(inputs.n);
  const width = inputs.numeric + inputs.coded;
  const work = scratch('block', block * ld);
  explained.fill(0, 0, m);
  for (let first = 0; first < m; first += block) {
    const count = Math.min(block, m - first);
    crossCovariance(inputs, signal, rows.subarray(first * width), count, work);
    for (let c = 0; c < count; c++) means[first + c] = dot(work, c * ld, alpha, inputs.n);
    for (let c = 0; c < count; c += 4) explainFour(factor, ld, work, c * ld, explained.subarray(0, m), first + c);
  }
}

function dot(a: Float64Array, start: number, b: Float64Array, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += at(a, start + i) * at(b, i);
  return sum;
}

function posteriorSlope({ inputs, signal, factor, alpha }: System, row: Float64Array, out: Float64Array): void {
  const { n, numeric } = inputs;
  const ld = padded(n);
  const [k, slope, w] = ['k', 'h', 'w'].map((name) => scratch(name, ld));
  if (!k || !slope || !w) return;
  covarianceRow(inputs, signal, row, k, slope);
  out[0] = dot(k, 0, alpha, n);
  out[1] = applyInverse(factor, n, k, w);
  for (let i = 0; i < n; i++) {
    k[i] = -at(slope, i) * at(alpha, i);
    w[i] = 2 * at(slope, i) * at(w, i);
  }
  contractRow(inputs, row, k, out.subarray(2, 2 + numeric));
  contractRow(inputs, row, w, out.subarray(2 + numeric, 2 + 2 * numeric));
}

export const typedKernels: Kernels = {
  kind: 'typed-arrays',
  ...{ evaluate, cholesky: choleskyOf, factorize, extend, solve, posterior, posteriorSlope },
};
