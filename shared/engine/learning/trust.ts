// How far earlier experiments are trusted: weights that predict each observation best from all the others.
import { at, item } from '../kernels/at.ts';
import { kernels } from '../kernels/load.ts';
import { type Evidence, noiseOf } from '../model/likelihood.ts';
import { trendAt } from '../model/means.ts';
import type { Explanation } from '../model/model.ts';
import type { Theta } from '../model/prior.ts';
import { makeProcess, type Process, type Trend } from '../model/process.ts';

type Plan = Pick<Process, 'embedding' | 'P' | 'inverse' | 'signal'>;
type Observed = {
  /** (n, P) */
  readonly points: Float64Array;
  /** (n) warped values. */
  readonly values: Float64Array;
  /** (n) variances. */
  readonly noise: Float64Array;
};

type Found = { readonly x: Theta; readonly value: number };

/**
 * Hyperparameters with the trust in the bases that goes with them: the weights are chosen, the hyperparameters are learned again of what the trend
 * leaves to explain, and so once more. As found before, without a trend, when that
 * predicts each observation from the others as well.
 */
export function trusting(
  bases: readonly Process[],
  evidence: Evidence,
  points: Float64Array,
  found: Found,
  refit: (targets: Float64Array, start: Theta) => Found,
): Found & Pick<Explanation, 'trust'> {
  const { targets, embedding, n } = evidence;
  const P = points.length / Math.max(1, n);
  const noise = (theta: Theta): Float64Array => noiseOf(evidence, at(theta, theta.length - 1));
  const observed = (theta: Theta): Observed => ({ points, values: targets, noise: noise(theta) });
  const plan = (theta: Theta): Plan => {
    const inverse = Float64Array.from({ length: embedding.width }, (_, k) => Math.exp(-at(theta, k)));
    return { embedding, P, inverse, signal: Math.exp(at(theta, embedding.width)) };
  };
  const score = (theta: Theta, trend: Trend | null): number =>
    leaveOneOut(makeProcess({ ...plan(theta), trend }, points, targets, noise(theta)));
  const first = trustIn(bases, plan(found.x), observed(found.x));
  const offsets = trendAt(first, points, n);
  const again = refit(
    targets.map((value, i) => value - at(offsets, i)),
    found.x,
  );
  const { weights, level } = trustIn(bases, plan(again.x), observed(again.x));
  if (!(score(again.x, { bases, weights, level }) > score(found.x, null))) return found;
  return { ...again, trust: { weights, level } };
}

/** Observations' worth of evidence that a source has to bring up against the belief that it tells nothing. */
const doubt = 1;
/** A source may be stretched so far: today's values may spread wider where the earlier ones hardly differ. */
const largest = 2;

/**
 * Weights ρ_s ∈ [0, 2] of the bases, by the squared errors of leave-one-out predictions in units of their own deviations, which are quadratic in ρ: with
 * a = K⁻¹y, c_s = K⁻¹b_s and d = diag K⁻¹ they are (a − Σ ρ_s c_s)²/d (Rasmussen & Williams 2006, eq. 5.12). A misleading source gets none.
 */
function trustIn(bases: readonly Process[], plan: Plan, { points, values, noise }: Observed): Trend {
  const n = values.length;
  const process = makeProcess(plan, points, values, noise);
  const expected = bases.map((base) => centered(trendAt({ bases: [base], weights: [1], level: 0 }, points, n)));
  const columns = expected.map(({ values: b }) => kernels.solve(process.factor, b));
  const weights = leastSquares(process.alpha, columns, inverseDiagonal(process));
  return { bases, weights, level: expected.reduce((sum, { mean }, s) => sum + item(weights, s) * mean, 0) };
}

function centered(values: Float64Array): { readonly values: Float64Array; readonly mean: number } {
  const mean = values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
  return { values: values.map((v) => v - mean), mean };
}

/** Coordinate descent within the bounds: a handful of sources, a convex quadratic. */
function leastSquares(a: Float64Array, columns: readonly Float64Array[], d: Float64Array): number[] {
  const weights = columns.map(() => 0);
  const inner = (u: Float64Array, v: Float64Array): number =>
    u.reduce((sum, x, i) => sum + (x * at(v, i)) / at(d, i), 0);
  for (let sweep = 0; sweep < 20; sweep++) {
    for (const [s, c] of columns.entries()) {
      const rest = a.map(
        (x, i) => x - columns.reduce((sum, o, t) => (t === s ? sum : sum + item(weights, t) * at(o, i)), 0),
      );
      const best = inner(rest, c) / (inner(c, c) + doubt);
      weights[s] = Math.min(largest, Math.max(0, best));
    }
  }
  return weights;
}

/** (n) of K⁻¹. */
const inverseDiagonal = ({ inputs, signal, noise, targets }: Process): Float64Array =>
  kernels.evaluate({ inputs, signal, noise, targets })?.diagonal ?? new Float64Array(inputs.n).fill(1);

/** Σ ln p(y_i | all others), up to a constant (Rasmussen & Williams 2006, eq. 5.10–5.12): what a trend has to improve to be of use. */
export function leaveOneOut(process: Process): number {
  const d = inverseDiagonal(process);
  return process.alpha.reduce((sum, alpha, i) => sum + 0.5 * Math.log(at(d, i)) - (0.5 * alpha ** 2) / at(d, i), 0);
}
