// How badly hyperparameters explain the data: negative log posterior of θ and its gradient.

import { at } from '../kernels/at.ts';
import type { Inputs } from '../kernels/covariance.ts';
import type { Evaluation } from '../kernels/kernels.ts';
import { kernels } from '../kernels/load.ts';
import type { Informed } from '../numerics/newton.ts';
import { type Embedding, metricColumns } from './embedding.ts';
import { type NoiseBelief, negativeLogPrior, type PriorName, type Theta } from './prior.ts';

export type Evidence = {
  readonly embedding: Embedding;
  readonly n: number;
  /** (n, width) embedded rows before any lengthscale. */
  readonly rows: Float64Array;
  /** (n) warped values. */
  readonly targets: Float64Array;
  /** (n) observations behind each row; the learned noise variance is divided by it. */
  readonly counts: Float64Array;
  /** (n) known noise variance of each row, warped. */
  readonly variances: Float64Array;
  /** What is known of the learned noise variance beside the school's prior; null: nothing. */
  readonly noise: NoiseBelief | null;
};

/**
 * θ ↦ −ln p(targets | θ) − ln p(θ), without the constant; Infinity where the covariance is not positive definite. Its information is the average one of the
 * likelihood and the curvature of the prior.
 */
export function negativeLogPosterior(evidence: Evidence, prior: PriorName): Informed {
  const work = new Float64Array(evidence.rows.length);
  return (theta, gradient, information = null) => {
    gradient.fill(0);
    const likelihood = negativeLogLikelihood(evidence, theta, gradient, information, work);
    return likelihood === Infinity
      ? Infinity
      : likelihood + negativeLogPrior(prior, theta, gradient, evidence.noise, evidence.embedding, information);
  };
}

/**
 * ½ yᵀα + Σ ln L_ii (Rasmussen & Williams 2006, eq. 5.8), its gradient (eq. 5.9) and, if wanted, its average information; `work` (n, width) is room for
 * the rows.
 */
function negativeLogLikelihood(
  evidence: Evidence,
  theta: Theta,
  gradient: Float64Array,
  information: Float64Array | null,
  work: Float64Array,
): number {
  const inputs = scaledInputs(evidence, theta, work);
  const noise = noiseOf(evidence, at(theta, theta.length - 1));
  const signal = Math.exp(at(theta, theta.length - 2));
  const { targets, counts } = evidence;
  const variance = Math.exp(at(theta, theta.length - 1));
  const learned = information ? { learned: counts.map((count) => variance / count) } : {};
  const found = kernels.evaluate({ inputs, signal, noise, targets, ...learned });
  if (!found) return Infinity;
  if (information && found.information) information.set(found.information);
  for (let k = 0; k < theta.length - 2; k++) gradient[k] = -at(found.contraction, k);
  amplitudeSlopes(evidence, theta, found, noise, gradient);
  return 0.5 * found.quadratic + found.logPivots;
}

/** (n) The noise of each row: the learned variance e^t over the observations behind it, plus the known one. */
export function noiseOf({ counts, variances }: Evidence, t: number): Float64Array {
  const learned = Math.exp(t);
  return variances.map((variance, i) => learned / at(counts, i) + variance);
}

/** Rows divided by the lengthscales of θ, into `scaled` (n, width). */
export function scaledInputs({ embedding, n, rows }: Evidence, theta: Theta, scaled: Float64Array): Inputs {
  const { width } = embedding;
  const numeric = metricColumns(embedding);
  const inverse = Float64Array.from({ length: width }, (_, k) => Math.exp(-at(theta, k)));
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < width; k++)
      scaled[i * width + k] = at(rows, i * width + k) * (k < numeric ? at(inverse, k) : 1);
  }
  return {
    n,
    numeric,
    coded: embedding.coded.length,
    rows: scaled,
    weights: inverse.subarray(numeric).map((v) => v * v),
  };
}

/** The last two entries of ∂/∂θ, with W = ααᵀ − K⁻¹: signal −½ tr W(K − N), noise −½ tr W ∂N; `noise` (n) is that of the rows. */
export function amplitudeSlopes(
  { n, targets, counts }: Evidence,
  theta: Theta,
  { alpha, diagonal }: Evaluation,
  noise: Float64Array,
  gradient: Float64Array,
): void {
  const width = theta.length - 2;
  const learned = Math.exp(at(theta, width + 1));
  let [fit, noiseTrace, learnedTrace] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const w = at(alpha, i) ** 2 - at(diagonal, i);
    fit += at(alpha, i) * at(targets, i);
    noiseTrace += w * at(noise, i);
    learnedTrace += (w * learned) / at(counts, i);
  }
  gradient[width] = -0.5 * (fit - n - noiseTrace);
  gradient[width + 1] = -0.5 * learnedTrace;
}
