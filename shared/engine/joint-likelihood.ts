// How badly hyperparameters together with a direction explain the data: negative log posterior and its gradient.
import { at } from './kernels/at.ts';
import type { Inputs } from './kernels/covariance.ts';
import type { Evaluation } from './kernels/kernels.ts';
import { kernels } from './kernels/load.ts';
import type { Differentiable } from './lbfgs.ts';
import { amplitudeSlopes, type Evidence, noiseOf } from './likelihood.ts';
import { cauchy, negativeLogPrior, type PriorName } from './prior.ts';

/** Columns that only listen: so small that they change no distance, but the kernels tell of each how it would. */
const whisper = 1e-4;

/**
 * −ln posterior of z = [θ …, v (m)] without the constant, and its gradient; v·x is one more column of lengthscale 1. Evidence without a direction.
 *
 * The kernels return C(c) = Σ W H Δ_c² of each column c. Beside v·x they get, for each number, a column ε·(v·x + x_k): half of
 * C(v·x + x_k) − C(v·x) − C(x_k) is Σ W H Δ(v·x)·Δx_k, the slope in v_k.
 */
export function jointCost(evidence: Evidence, prior: PriorName): Differentiable {
  const { embedding, n, targets } = evidence;
  const { width, numeric } = embedding;
  const m = numeric.length;
  const rows = new Float64Array(n * (width + 1 + m));
  return (z, gradient) => {
    gradient.fill(0);
    const [theta, v] = [z.subarray(0, width + 2), z.subarray(width + 2)];
    const inputs = listening(evidence, theta, v, rows);
    const noise = noiseOf(evidence, at(theta, width + 1));
    const found = kernels.evaluate({ inputs, signal: Math.exp(at(theta, width)), noise, targets });
    if (!found) return Infinity;
    distanceSlopes(found, theta, m, gradient);
    const own = gradient.subarray(0, width + 2);
    amplitudeSlopes(evidence, theta, found, noise, own);
    const believed = negativeLogPrior(prior, theta, own, evidence.noise, embedding);
    return 0.5 * found.quadratic + found.logPivots + believed + strengthCost(v, gradient.subarray(width + 2));
  };
}

/** Rows (n, numeric …, v·x, whispers …, codes …) as the kernels take them. */
function listening({ embedding, n, rows }: Evidence, theta: Float64Array, v: Float64Array, out: Float64Array): Inputs {
  const { width } = embedding;
  const m = v.length;
  const inverse = theta.subarray(0, width).map((t) => Math.exp(-t));
  for (let i = 0; i < n; i++) {
    const [from, to] = [i * width, i * (width + 1 + m)];
    let along = 0;
    for (let k = 0; k < m; k++) along += at(rows, from + k) * at(v, k);
    out[to + m] = along;
    for (let k = 0; k < m; k++) {
      out[to + k] = at(rows, from + k) * at(inverse, k);
      out[to + m + 1 + k] = whisper * (along + at(rows, from + k));
    }
    for (let k = m; k < width; k++) out[to + m + 1 + k] = at(rows, from + k);
  }
  return { n, numeric: 2 * m + 1, coded: width - m, rows: out, weights: inverse.subarray(m).map((w) => w * w) };
}

/** ∂/∂ln ℓ of each column, and ∂/∂v. */
function distanceSlopes({ contraction }: Evaluation, theta: Float64Array, m: number, gradient: Float64Array): void {
  const width = theta.length - 2;
  for (let k = 0; k < m; k++) {
    gradient[k] = -at(contraction, k);
    const alone = at(contraction, k) * Math.exp(2 * at(theta, k));
    gradient[width + 2 + k] = 0.5 * (at(contraction, m + 1 + k) / whisper ** 2 - at(contraction, m) - alone);
  }
  for (let k = m; k < width; k++) gradient[k] = -at(contraction, m + 1 + k);
}

/** What is believed of v, and into `gradient` (m) its slopes. */
function strengthCost(v: Float64Array, gradient: Float64Array): number {
  const square = v.reduce((sum, x) => sum + x * x, 0);
  for (let k = 0; k < v.length; k++) gradient[k] = at(gradient, k) + ((v.length + 1) * at(v, k)) / (1 + square);
  return cauchy(square, v.length);
}
