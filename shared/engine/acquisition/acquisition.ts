// How much a point is worth trying: log expected improvement or a confidence bound, weighed with the probability that it succeeds.

import { at } from '../kernels/at.ts';
import { embed } from '../model/embedding.ts';
import { makeSlopeWork, type Process, posterior, posteriorSlope } from '../model/process.ts';
import { probit, probitSlope, type Success } from '../model/success.ts';
import { type LogImprovement, logDistribution, logImprovement } from '../numerics/normal.ts';
import type { Point } from '../types.ts';

export type Rule = 'log-ei' | 'ucb';

export type Acquisition = {
  /** Worth of m points (m, P). */
  readonly score: (points: Float64Array, m: number) => Float64Array;
  /** Worth of one point; writes its gradient (P), zero for categories. Inactive coordinates stand still anyway. */
  readonly slope: (point: Point, gradient: Float64Array) => number;
};

/** Standard deviations that a confidence bound goes beyond the mean (Vizier's GP-UCB default). */
export const confidence = 1.8;
/** No place is given up for good: where success seems impossible, improvement is weighed with this chance. */
const leastChance = 1e-4;

/** A function of posterior mean and variance, with its two derivatives. */
export type Gain = { value: number; perMean: number; perVariance: number };

/** `noise`: variance of a single evaluation where it is known that there is some, else 0. `incumbent`: smallest posterior mean among the known points, in warped units. */
export function makeAcquisition(
  process: Process,
  success: Success | null,
  rule: Rule,
  incumbent: number,
  noise = 0,
): Acquisition {
  const worth = gainOf(process, rule === 'ucb' ? confidenceGain() : improvementGain(incumbent, noise));
  return success ? addUp([worth, successTerm(success)]) : worth;
}

/** ln EI of one metric. */
export const improvementTerm = (process: Process, incumbent: number): Acquisition =>
  gainOf(process, improvementGain(incumbent));

/** ln P(the evaluation succeeds). */
export const successTerm = (success: Success): Acquisition => gainOf(success.process, chanceGain);

/** Logarithm of an even chance. */
export const even = Math.log(0.5);

/** Whether a success is likelier than a failure at a point; it is everywhere while nothing has failed. */
export function mayWork(success: Success | null): (point: Point) => boolean {
  const chance = success && successTerm(success);
  return (point) => !chance || at(chance.score(point, 1), 0) > even;
}

/** The sum of several acquisitions, at least one. */
export function addUp(parts: readonly Acquisition[]): Acquisition {
  const score = (points: Float64Array, m: number): Float64Array => {
    const total = new Float64Array(m);
    for (const part of parts) for (const [i, value] of part.score(points, m).entries()) total[i] = at(total, i) + value;
    return total;
  };
  const slope = (point: Point, gradient: Float64Array): number => {
    const own = new Float64Array(gradient.length);
    gradient.fill(0);
    let value = 0;
    for (const part of parts) {
      value += part.slope(point, own);
      for (let i = 0; i < own.length; i++) gradient[i] = at(gradient, i) + at(own, i);
    }
    return value;
  };
  return { score, slope };
}

/** A gain of one process. */
export function gainOf(process: Process, gain: (mean: number, variance: number) => Gain): Acquisition {
  const score = (points: Float64Array, m: number): Float64Array => {
    const { means, variances } = posterior(process, points, m);
    return means.map((mean, i) => gain(mean, at(variances, i)).value);
  };
  const sloped = makeSloped(process);
  const slope = (point: Point, gradient: Float64Array): number => {
    gradient.fill(0);
    return sloped(point, gradient, gain);
  };
  return { score, slope };
}

/** A function that evaluates a gain of mean and variance at a point and adds its gradient. */
function makeSloped(process: Process) {
  const work = makeSlopeWork(process);
  const { embedding, inverse } = process;
  return (point: Point, gradient: Float64Array, gain: (mean: number, variance: number) => Gain): number => {
    embed(embedding, point, 0, inverse, work.row, 0);
    const { mean, variance } = posteriorSlope(process, work);
    const { value, perMean, perVariance } = gain(mean, variance);
    for (const [k, i] of embedding.numeric.entries()) {
      gradient[i] = at(gradient, i) + perMean * at(work.meanSlope, k) + perVariance * at(work.varianceSlope, k);
    }
    return value;
  };
}

/** ln EI = ln h(z) + ln s, z = (incumbent − µ)/s; slopes by the chain rule (Ament et al. 2023, §4.1). */
function improvementGain(incumbent: number, noise = 0): (mean: number, variance: number) => Gain {
  const log: LogImprovement = { value: 0, cumulative: 0, density: 0 };
  const gain: Gain = { value: 0, perMean: 0, perVariance: 0 };
  return (mean, variance) => {
    const s = Math.sqrt(variance);
    logImprovement((incumbent - mean) / s, log);
    gain.value = log.value + Math.log(s);
    gain.perMean = -log.cumulative / s;
    gain.perVariance = log.density / (2 * variance);
    if (noise > 0) discount(gain, variance, noise);
    return gain;
  };
}

/**
 * ln(1 − σ/√(s² + σ²)) on top: an evaluation with the noise variance σ² tells little where the function is known better than that (augmented expected
 * improvement, Huang et al. 2006, eq. 12). Written as s²/(r(r + σ)), r = √(s² + σ²), which loses no digits.
 */
function discount(gain: Gain, variance: number, noise: number): void {
  const r = Math.sqrt(variance + noise);
  const wide = r + Math.sqrt(noise);
  gain.value += Math.log(variance) - Math.log(r) - Math.log(wide);
  gain.perVariance += 1 / variance - 1 / (2 * r * r) - 1 / (2 * r * wide);
}

/** −(µ − 1.8 s) */
function confidenceGain(): (mean: number, variance: number) => Gain {
  const gain: Gain = { value: 0, perMean: -1, perVariance: 0 };
  return (mean, variance) => {
    const s = Math.sqrt(variance);
    gain.value = confidence * s - mean;
    gain.perVariance = confidence / (2 * s);
    return gain;
  };
}

const floor = Math.log(leastChance);

/** ln Φ(probit), not below the least chance. */
function logChance(argument: number): { readonly value: number; readonly slope: number } {
  const log = logDistribution(argument);
  return log.value > floor ? log : { value: floor, slope: 0 };
}

/** ln P(success) as a gain. */
function chanceGain(mean: number, variance: number): Gain {
  const { value, slope } = logChance(probit(mean, variance));
  const { perMean, perVariance } = probitSlope(mean, variance);
  return { value, perMean: slope * perMean, perVariance: slope * perVariance };
}
