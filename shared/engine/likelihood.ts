// How badly hyperparameters explain the data: negative log posterior of θ and its gradient.
import type { Embedding } from './embedding.ts';
import { at } from './kernels/at.ts';
import { cholesky, invert } from './kernels/cholesky.ts';
import { contractMatrix } from './kernels/contraction.ts';
import { covarianceMatrix, type Inputs, padded } from './kernels/covariance.ts';
import { solveLower, solveUpper } from './kernels/triangular.ts';
import type { Differentiable } from './lbfgs.ts';
import { negativeLogPrior, type PriorName, type Theta } from './prior.ts';

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
};

type Work = { readonly [name in 'K' | 'slope' | 'U' | 'inverse' | 'alpha' | 'noise' | 'scaled']: Float64Array };

/** Matrices for n rows, made once for all the evaluations of a fit. */
function makeWork(n: number, width: number): Work {
  const ld = padded(n);
  const square = (): Float64Array => new Float64Array(ld * ld);
  const vectors = { alpha: new Float64Array(ld), noise: new Float64Array(n), scaled: new Float64Array(n * width) };
  return { K: square(), slope: square(), U: square(), inverse: square(), ...vectors };
}

/** θ ↦ −ln p(targets | θ) − ln p(θ), without the constant; Infinity where the covariance is not positive definite. */
export function negativeLogPosterior(evidence: Evidence, prior: PriorName): Differentiable {
  const work = makeWork(evidence.n, evidence.embedding.width);
  return (theta, gradient) => {
    gradient.fill(0);
    const likelihood = negativeLogLikelihood(evidence, theta, gradient, work);
    return likelihood === Infinity ? Infinity : likelihood + negativeLogPrior(prior, theta, gradient);
  };
}

/** ½ yᵀα + Σ ln L_ii (Rasmussen & Williams 2006, eq. 5.8) and its gradient. */
function negativeLogLikelihood(evidence: Evidence, theta: Theta, gradient: Float64Array, work: Work): number {
  const { n, targets } = evidence;
  const ld = padded(n);
  const inputs = scaledInputs(evidence, theta, work);
  covarianceMatrix(inputs, Math.exp(at(theta, theta.length - 2)), work.noise, work.K, work.slope);
  if (!cholesky(work.K, ld)) return Infinity;
  work.alpha.fill(0);
  work.alpha.set(targets);
  solveLower(work.K, n, ld, work.alpha);
  let value = 0;
  for (let i = 0; i < n; i++) value += 0.5 * at(work.alpha, i) ** 2 + Math.log(at(work.K, i * ld + i));
  solveUpper(work.K, n, ld, work.alpha);
  invert(work.K, ld, work.U, work.inverse);
  slopes(evidence, theta, inputs, work, gradient);
  return value;
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
function slopes(evidence: Evidence, theta: Theta, inputs: Inputs, work: Work, gradient: Float64Array): void {
  const { n, targets, counts } = evidence;
  const width = theta.length - 2;
  const ld = padded(n);
  const learned = Math.exp(at(theta, width + 1));
  contractMatrix(inputs, work.alpha, work.inverse, work.slope, gradient.subarray(0, width));
  for (let k = 0; k < width; k++) gradient[k] = -at(gradient, k);
  let [fit, noiseTrace, learnedTrace] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const w = at(work.alpha, i) ** 2 - at(work.inverse, i * ld + i);
    fit += at(work.alpha, i) * at(targets, i);
    noiseTrace += w * at(work.noise, i);
    learnedTrace += (w * learned) / at(counts, i);
  }
  gradient[width] = -0.5 * (fit - n - noiseTrace);
  gradient[width + 1] = -0.5 * learnedTrace;
}
