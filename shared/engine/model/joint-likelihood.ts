// How badly hyperparameters, together with other unknowns that shape the numeric columns, explain the data: negative log posterior and its gradient.
import { at } from '../kernels/at.ts';
import { kernels } from '../kernels/load.ts';
import type { Differentiable } from '../numerics/lbfgs.ts';
import { amplitudeSlopes, type Evidence, noiseOf } from './likelihood.ts';
import { negativeLogPrior, type PriorName } from './prior.ts';

/** Columns that only listen: so small that they change no distance, but the kernels tell of each how it would. */
export const whisper = 1e-4;

/** Unknowns learned together with θ, `count` of them, in a space of m numeric columns. */
export type Unknowns = {
  /** Numeric columns of a row: those of the parameters (m), what the unknowns add, and whispers. */
  readonly columns: number;
  /** Writes the columns of one row into `out` at `to`, from its unscaled numbers in `rows` at `from`; `inverse` (m …): 1/ℓ. */
  readonly write: (
    unknowns: Float64Array,
    rows: Float64Array,
    from: number,
    inverse: Float64Array,
    out: Float64Array,
    to: number,
  ) => void;
  /** Into `slopes` (count) those of −ln likelihood; `contraction`: Σ W H Δ_c² of each column c as it was written. */
  readonly slopes: (
    unknowns: Float64Array,
    contraction: Float64Array,
    inverse: Float64Array,
    slopes: Float64Array,
  ) => void;
  /** −ln of their density, without the constant; adds its slopes. */
  readonly believe: (unknowns: Float64Array, slopes: Float64Array) => number;
};

/** −ln posterior of z = [θ …, unknowns (count)] without the constant, and its gradient. Evidence of plain columns. */
export function jointCost(evidence: Evidence, prior: PriorName, unknowns: Unknowns): Differentiable {
  const { embedding, n, rows, targets } = evidence;
  const { width, numeric } = embedding;
  const m = numeric.length;
  const coded = width - m;
  const stride = unknowns.columns + coded;
  const written = new Float64Array(n * stride);
  return (z, gradient) => {
    gradient.fill(0);
    const [theta, others] = [z.subarray(0, width + 2), z.subarray(width + 2)];
    const inverse = theta.subarray(0, width).map((t) => Math.exp(-t));
    for (let i = 0; i < n; i++) {
      unknowns.write(others, rows, i * width, inverse, written, i * stride);
      for (let k = 0; k < coded; k++) written[i * stride + unknowns.columns + k] = at(rows, i * width + m + k);
    }
    const weights = inverse.subarray(m).map((w) => w * w);
    const inputs = { n, numeric: unknowns.columns, coded, rows: written, weights };
    const noise = noiseOf(evidence, at(theta, width + 1));
    const found = kernels.evaluate({ inputs, signal: Math.exp(at(theta, width)), noise, targets });
    if (!found) return Infinity;
    const { contraction } = found;
    for (let k = 0; k < width; k++) gradient[k] = -at(contraction, k < m ? k : unknowns.columns + k - m);
    const [own, slopes] = [gradient.subarray(0, width + 2), gradient.subarray(width + 2)];
    unknowns.slopes(others, contraction, inverse, slopes);
    amplitudeSlopes(evidence, theta, found, noise, own);
    const believed = negativeLogPrior(prior, theta, own, evidence.noise, embedding) + unknowns.believe(others, slopes);
    return 0.5 * found.quadratic + found.logPivots + believed;
  };
}
