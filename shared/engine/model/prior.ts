// What is believed about hyperparameters before any data: two schools, which the optimizer lets take turns.

import { at, item } from '../kernels/at.ts';
import type { Box } from '../numerics/lbfgs.ts';
import type { Embedding } from './embedding.ts';
import { isNoisy, leastNoise, type Scatter } from './scatter.ts';

/**
 * `independent`: each lengthscale for itself, the signal variance learned; explores more.
 * `dimension-scaled`: lengthscales grow with √D and the signal variance is 1; steadier in many dimensions.
 */
export type PriorName = 'independent' | 'dimension-scaled';

/** θ = [ln ℓ_1 … ln ℓ_width, ln signal variance, ln noise variance], all of the standardized values. */
export type Theta = Float64Array;

/** What is known of the noise variance from elsewhere, as a log-normal density: mean and variance of its logarithm. */
export type NoiseBelief = { readonly mu: number; readonly variance: number };

/**
 * −ln p(θ) up to a constant; adds its gradient to `gradient`, and to the diagonal of `information` (D, D), if given, what is curved upwards. `belief` takes the place of what the school thinks of noise; null: nothing is known.
 * The lengthscales of a task, of earlier experiments and of a direction are things of their own, and bends cost what they cost.
 */
export function negativeLogPrior(
  name: PriorName,
  theta: Theta,
  gradient: Float64Array,
  belief: NoiseBelief | null,
  { numeric, task, direction, bends, earlier = 0 }: Embedding,
  information: Float64Array | null = null,
): number {
  const width = theta.length - 2;
  let sum = bends ? unbent(bends) : 0;
  const term = (index: number, { value, slope, curvature }: Term): void => {
    sum += value;
    gradient[index] = at(gradient, index) + slope;
    const corner = index * (theta.length + 1);
    if (information) information[corner] = at(information, corner) + curvature;
  };
  const school = name === 'independent' ? independent : dimensionScaled;
  const places = width - (task === null ? 0 : 1) - (direction ? 1 : 0) - earlier;
  const beside = numeric.length + (direction ? 1 : 0);
  for (let k = 0; k < width; k++) {
    const t = at(theta, k);
    if (k === task || (k >= beside && k < beside + earlier)) term(k, taskLengthscale(t));
    else if (direction && k === direction.length) term(k, directionLengthscale(t, direction.length));
    else term(k, school.lengthscale(t, places));
  }
  term(width, school.signal(at(theta, width)));
  const noise = at(theta, width + 1);
  term(width + 1, belief ? logNormal(noise, belief.mu, belief.variance) : school.noise(noise));
  return sum;
}

/** −ln p(ln ℓ) of column k of an embedding without a direction, scaled with the dimensions. */
export function lengthscaleTerm({ task, width, numeric, earlier = 0 }: Embedding, k: number, t: number): Term {
  const first = numeric.length;
  return k === task || (k >= first && k < first + earlier)
    ? taskLengthscale(t)
    : dimensionScaled.lengthscale(t, width - earlier - (task === null ? 0 : 1));
}

/** With its first and second derivative; none of them curves downwards. */
export type Term = { readonly value: number; readonly slope: number; readonly curvature: number };

/** −ln of a Gamma density on e^t, with respect to e^t: −(shape − 1)·t + rate·e^t. */
const gamma = (t: number, shape: number, rate: number): Term => ({
  value: -(shape - 1) * t + rate * Math.exp(t),
  slope: -(shape - 1) + rate * Math.exp(t),
  curvature: rate * Math.exp(t),
});

/** −ln of a log-normal density on e^t, with respect to e^t: (t − µ)²/(2v) + t. */
const logNormal = (t: number, mu: number, variance: number): Term => ({
  value: (t - mu) ** 2 / (2 * variance) + t,
  slope: (t - mu) / variance + 1,
  curvature: 1 / variance,
});

/**
 * The cheapest and the full task are 1 apart: ℓ = 1.8 makes their values at one point correlate by 0.80, and from 0.46 to 0.94 within a
 * standard deviation, because a task is offered for what it says about the full one; an earlier experiment, which is 1 apart from today's, for what it says about that.
 */
export const usualDistance = Math.log(1.8);
const taskLengthscale = (t: number): Term => logNormal(t, usualDistance, 0.5);

/**
 * −ln of the density of v = direction/ℓ in m dimensions, multivariate Cauchy, where |v|² = `square`: most spaces have no direction and leave v near 0,
 * and where there is one it may be as strong as the data say.
 */
export const cauchy = (square: number, m: number): number => 0.5 * (m + 1) * Math.log1p(square);

/**
 * −ln of the density of `bends`, each Cauchy for itself: most ranges were given on the right scale, and where one was not, it may be as far off as the
 * data say.
 */
export const unbent = (bends: ArrayLike<number>): number => {
  let sum = 0;
  for (let k = 0; k < bends.length; k++) sum += cauchy(item(bends, k) ** 2, 1);
  return sum;
};

/** The derivative by one of them. */
export const unbentSlope = (a: number): number => (2 * a) / (1 + a * a);

const directionLengthscale = (t: number, m: number): Term => {
  const square = Math.exp(-2 * t);
  const share = square / (1 + square);
  return { value: cauchy(square, m), slope: -(m + 1) * share, curvature: 2 * (m + 1) * share * (1 - share) };
};

/** As Optuna's GPSampler has it: exp(−0.1·(1/w + w)) on w = 1/ℓ², Gamma(2, 1) on the signal and Gamma(1.1, 30) on the noise variance. */
const independent = {
  lengthscale: (t: number): Term => {
    const square = Math.exp(2 * t);
    const [sum, difference] = [square + 1 / square, square - 1 / square];
    return { value: 0.1 * sum, slope: 0.2 * difference, curvature: 0.4 * sum };
  },
  signal: (t: number): Term => gamma(t, 2, 1),
  noise: (t: number): Term => gamma(t, 1.1, 30),
};

/** Hvarfner, Hellsten & Nardi, "Vanilla Bayesian optimization performs great in high dimensions" (ICML 2024): ℓ ~ LogNormal(√2 + ½ ln D, √3). */
const dimensionScaled = {
  lengthscale: (t: number, width: number): Term => logNormal(t, Math.SQRT2 + 0.5 * Math.log(Math.max(1, width)), 3),
  signal: (): Term => ({ value: 0, slope: 0, curvature: 0 }),
  noise: (t: number): Term => logNormal(t, -4, 1),
};

/**
 * Where the search for θ stays. Unless values are known to be noisy, the noise variance of the dimension-scaled school ends at `quietNoise` (loud.ts has an exception): above it
 * lies a second mode of the likelihood that explains every oscillation away as noise. The independent school may go there, so that on a rugged
 * function one member follows the bumps while the other sees the slope behind them.
 */
export function thetaBox(name: PriorName, width: number, scatter: Scatter): Box {
  const lower = new Float64Array(width + 2).fill(Math.log(isNoisy(scatter) ? shortestNoisy : shortest));
  const upper = new Float64Array(width + 2).fill(Math.log(50));
  lower[width] = name === 'independent' ? Math.log(0.02) : 0;
  upper[width] = name === 'independent' ? Math.log(20) : 0;
  lower[width + 1] = Math.log(leastNoise(scatter));
  upper[width + 1] = Math.log(isNoisy(scatter) || name === 'independent' ? 0.7 : quietNoise);
  return { lower, upper };
}

/** The most that the dimension-scaled school calls noise while it does not know of any, in parts of the values' variance. */
export const quietNoise = 0.01;
/** Shorter lengthscales make every value independent of the others, which is what noise does: where there is noise, that is left to it. */
const [shortest, shortestNoisy] = [0.02, 0.1];

/** A sensible θ before any data: lengthscales of half the range, longer in many dimensions, where points lie far apart. */
export function startTheta(width: number): Theta {
  const theta = new Float64Array(width + 2).fill(Math.log(0.5 * Math.sqrt(Math.max(1, width / 4))));
  theta[width] = 0;
  theta[width + 1] = Math.log(0.01);
  return theta;
}
