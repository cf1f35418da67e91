// How much values scatter, as far as it is known before anything is learned: by the user's word, by reported variances, by repetitions.

import { digamma, trigamma } from '../numerics/polygamma.ts';
import { median } from '../numerics/statistics.ts';
import type { Noise } from '../types.ts';
import type { Repetition, Rows } from '../values/rows.ts';
import { forwardSlope, type Warp } from '../values/warp.ts';
import type { NoiseBelief } from './prior.ts';

export type Scatter =
  /** Nothing is known, and much must not be assumed: the likelihood likes to call every oscillation noise. */
  | { readonly kind: 'unknown' }
  /** The same point gives the same value. */
  | { readonly kind: 'none' }
  /** There is some, of unknown size. */
  | { readonly kind: 'some' }
  /** At least half of the values came with a variance. */
  | { readonly kind: 'reported' }
  /** Repetitions disagree. */
  | { readonly kind: 'repeated'; readonly repetition: Repetition };

/** Whether at least half of the rows came with a variance. */
export function mostlyReported({ n, variances }: Rows): boolean {
  const reports = variances.reduce((count, variance) => count + (variance > 0 ? 1 : 0), 0);
  return reports > 0 && 2 * reports >= n;
}

/** The user's word that there is none counts more than what is seen: then the values differ for another reason, and their mean is all there is. */
export function scatterOf(said: Noise, rows: Rows, repetition: Repetition): Scatter {
  if (said === 'none') return { kind: 'none' };
  if (mostlyReported(rows)) return { kind: 'reported' };
  if (repetition.variance > 0) return { kind: 'repeated', repetition };
  return { kind: said === 'known' || rows.variances.some((variance) => variance > 0) ? 'some' : 'unknown' };
}

export const isNoisy = ({ kind }: Scatter): boolean => kind !== 'unknown' && kind !== 'none';

/** Least noise variance of standardized values; of exact ones not 0, which would leave two near points no way to differ by a hair. */
export const leastNoise = ({ kind }: Scatter): number => (kind === 'none' ? 1e-8 : 1e-5);

/** As the prior of the noise variance wants it, in warped units; null: the school's own belief stands. */
export function noiseBelief(scatter: Scatter, rows: Rows, warp: Warp): NoiseBelief | null {
  switch (scatter.kind) {
    case 'unknown':
    case 'reported':
      // What is learned beside reports is about the model as much as about them: holding it down to a hundredth of them did harm (bench, noisy).
      return null;
    case 'none':
      return { mu: Math.log(1e-6), variance: 4 };
    case 'some':
      return some;
    case 'repeated':
      return both(some, measured(scatter.repetition, median(squaredSlopes(rows, warp))));
  }
}

/** Before any repetition: from a thousandth to half of the values' variance, within two standard deviations. */
const some: NoiseBelief = { mu: Math.log(0.03), variance: 2 };

/**
 * What repetitions say of ln σ²: s² has the distribution of σ²·χ²_ν/ν, whose logarithm has mean ψ(ν/2) − ln(ν/2) and variance ψ′(ν/2); of two values that
 * came out alike by chance s² is next to nothing, and says so little that no search should rest on it. A quarter more, because scatter need not be even.
 */
function measured({ variance, freedom }: Repetition, squaredSlope: number): NoiseBelief {
  const half = freedom / 2;
  const warped = Math.min(3, Math.max(1e-7, variance * squaredSlope));
  return { mu: Math.log(warped) - digamma(half) + Math.log(half), variance: trigamma(half) + 0.25 };
}

/** Two independent beliefs of one number, within what noise may be. */
function both(a: NoiseBelief, b: NoiseBelief): NoiseBelief {
  const variance = 1 / (1 / a.variance + 1 / b.variance);
  const mu = variance * (a.mu / a.variance + b.mu / b.variance);
  return { mu: Math.log(Math.min(0.7, Math.max(1e-5, Math.exp(mu)))), variance };
}

const squaredSlopes = (rows: Rows, warp: Warp): Float64Array => rows.values.map((y) => forwardSlope(warp, y) ** 2);
