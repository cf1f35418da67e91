// Probability that an evaluation succeeds, learned from where evaluations failed.

import { at } from '../kernels/at.ts';
import { minimizeNewton } from '../numerics/newton.ts';
import { quantile } from '../numerics/normal.ts';
import { concatenate } from '../numerics/vectors.ts';
import { type Embedding, embedAll } from './embedding.ts';
import { negativeLogPosterior } from './likelihood.ts';
import { type Theta, thetaBox } from './prior.ts';
import { makeProcess, type Process } from './process.ts';

/** `process` regresses on labels +1 (success) and −1 (failure) with signal variance 1; `prior` is Φ⁻¹ of the share of successes. */
export type Success = { readonly process: Process; readonly prior: number };

/** A place surely labelled −1 has the success probability Φ(−3) = 0.1 %. */
const sharpness = 3;
/** The latest rows of each kind that the model looks at. */
const limit = 200;
/** Labels are not measured with noise, but a border between them is ragged. */
const [leastNoise, mostNoise] = [0.01, 0.3];

type Labelled = { readonly points: Float64Array; readonly labels: Float64Array };

/** The latest of `good` (·, P) with label 1, the latest of `bad` (·, P) with label −1. */
function labelled(good: Float64Array, bad: Float64Array, P: number): Labelled {
  const [first, second] = [good.slice(-limit * P), bad.slice(-limit * P)];
  const labels = Float64Array.from({ length: (first.length + second.length) / P }, (_, i) =>
    i < first.length / P ? 1 : -1,
  );
  return { points: concatenate(first, second), labels };
}

/** Short lengthscales until they are learned: the border of what works may be sharp where the objective is smooth. */
function startTheta(width: number): Theta {
  const theta = new Float64Array(width + 2).fill(Math.log(0.3 * Math.sqrt(Math.max(1, width / 4))));
  theta[width] = 0;
  theta[width + 1] = Math.log(0.1);
  return theta;
}

/**
 * Hyperparameters (see prior.ts) of the labels, their own and not the objective's; the defaults with fewer than three failures or successes, and null
 * without any failure. `earlier` is what was learned before, where the search starts.
 */
export function fitSuccess(
  embedding: Embedding,
  P: number,
  good: Float64Array,
  bad: Float64Array,
  earlier: readonly number[] | null,
): Theta | null {
  if (bad.length === 0) return null;
  const { width } = embedding;
  const start = startTheta(width);
  if (good.length < 3 * P || bad.length < 3 * P) return start;
  const { points, labels } = labelled(good, bad, P);
  const n = labels.length;
  const ones = (length: number): Float64Array => new Float64Array(length).fill(1);
  const rows = embedAll(embedding, points, n, P, ones(width));
  const evidence = {
    embedding,
    n,
    rows,
    targets: labels,
    counts: ones(n),
    variances: new Float64Array(n),
    noise: null,
  };
  const box = thetaBox('dimension-scaled', width, { kind: 'unknown' });
  box.lower[width + 1] = Math.log(leastNoise);
  box.upper[width + 1] = Math.log(mostNoise);
  const known = earlier?.length === width + 2 ? Float64Array.from(earlier) : start;
  const limits = { iterations: 25, tolerance: 1e-2, gain: 1e-3 };
  return minimizeNewton(negativeLogPosterior(evidence, 'dimension-scaled'), known, box, limits).x;
}

/**
 * Classification by regression on the labels (Rasmussen & Williams 2006, §6.5). `theta` is what `fitSuccess` learned, null: the defaults;
 * null when there are no failures.
 */
export function makeSuccess(
  embedding: Embedding,
  P: number,
  theta: Theta | null,
  good: Float64Array,
  bad: Float64Array,
): Success | null {
  if (bad.length === 0) return null;
  const { width } = embedding;
  const used = theta ?? startTheta(width);
  const inverse = Float64Array.from({ length: width }, (_, k) => Math.exp(-at(used, k)));
  const { points, labels } = labelled(good, bad, P);
  const noise = new Float64Array(labels.length).fill(Math.exp(at(used, width + 1)));
  const [oks, failures] = [good.length / P, bad.length / P];
  const prior = quantile((oks + 1) / (oks + failures + 2));
  return { process: makeProcess({ embedding, P, inverse, signal: 1 }, points, labels, noise), prior };
}

/**
 * The argument of Φ: sharpness·µ/√(1 + sharpness²·s²), the probit of an uncertain label, and the share of successes so far as much as the
 * place is unknown (s² near 1).
 */
export function probit({ prior }: Success, mean: number, variance: number): number {
  return (sharpness * mean) / Math.sqrt(1 + sharpness ** 2 * variance) + prior * variance;
}

/** Derivatives of `probit` in mean and variance. */
export function probitSlope(
  { prior }: Success,
  mean: number,
  variance: number,
): { perMean: number; perVariance: number } {
  const root = Math.sqrt(1 + sharpness ** 2 * variance);
  return { perMean: sharpness / root, perVariance: prior - (0.5 * sharpness ** 3 * mean) / root ** 3 };
}
