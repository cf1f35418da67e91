// How badly hyperparameters explain the data: negative log posterior of θ and its gradient.
import type { Embedding } from './embedding.ts';
import { at } from './kernels/at.ts';
import type { Inputs } from './kernels/covariance.ts';
import type { Evaluation } from './kernels/kernels.ts';
import { kernels } from './kernels/load.ts';
import type { Differentiable } from './lbfgs.ts';
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

/** θ ↦ −ln p(targets | θ) − ln p(θ), without the constant; Infinity where the covariance is not positive definite. */
export function negativeLogPosterior(evidence: Evidence, prior: PriorName): Differentiable {
  const work = { scaled: new Float64Array(evidence.rows.length), noise: new Float64Array(evidence.n) };
  return (theta, gradient) => {
    gradient.fill(0);
    const likelihood = negativeLogLikelihood(evidence, theta, gradient, work);
    return likelihood === Infinity
      ? Infinity
      : likelihood + negativeLogPrior(prior, theta, gradient, evidence.noise, evidence.embedding.task);
  };
}

/** Rows (n, width) and noise (n) for some θ, made once for all the evaluations of a fit. */
type Work = { readonly scaled: Float64Array; readonly noise: Float64Array };

/** ½ yᵀα + Σ ln L_ii (Rasmussen & Williams 2006, eq. 5.8) and its gradient. */
function negativeLogLikelihood(evidence: Evidence, theta: Theta, gradient: Float64Array, work: Work): number {
  const inputs = scaledInputs(evidence, theta, work);
  const signal = Math.exp(at(theta, theta.length - 2));
  const found = kernels.evaluate({ inputs, signal, noise: work.noise, targets: evidence.targets });
  if (!found) return Infinity;
  slopes(evidence, theta, found, work.noise, gradient);
  return 0.5 * found.quadratic + found.logPivots;
}

/** Rows divided by the lengthscales of θ, and the noise of each row. */
function scaledInputs(
  { embedding, n, rows, counts, variances }: Evidence,
  theta: Theta,
  { scaled, noise }: Work,
): Inputs {
  const { width } = embedding;
  const numeric = embedding.numeric.length;
  const inverse = Float64Array.from({ length: width }, (_, k) => Math.exp(-at(theta, k)));
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < width; k++)
      scaled[i * width + k] = at(rows, i * width + k) * (k < numeric ? at(inverse, k) : 1);
    noise[i] = Math.exp(at(theta, width + 1)) / at(counts, i) + at(variances, i);
  }
  return {
    n,
    numeric,
    coded: embedding.coded.length,
    rows: scaled,
    weights: inverse.subarray(numeric).map((v) => v * v),
  };
}

/** ∂/∂θ with W = ααᵀ − K⁻¹: lengthscales −Σ W H Δ²; signal −½ tr W(K − N); noise −½ tr W ∂N. */
function slopes(
  { n, targets, counts }: Evidence,
  theta: Theta,
  { alpha, diagonal, contraction }: Evaluation,
  noise: Float64Array,
  gradient: Float64Array,
): void {
  const width = theta.length - 2;
  const learned = Math.exp(at(theta, width + 1));
  for (let k = 0; k < width; k++) gradient[k] = -at(contraction, k);
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
