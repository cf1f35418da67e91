// The median rule: a run that is worse than half of the finished ones were on average at its step is not worth going on with.
import { median } from '../numerics/statistics.ts';
import { averageUntil, broke, type Curve, reached, worth } from './curve.ts';

/** Finished runs before it speaks. */
export const fewestFinished = 5;
/** Steps that every run is left alone for: 3, or a tenth of the longest run. */
export const warmUp = (longest: number): number => Math.ceil(Math.max(3, longest / 10));

export type Comparison = {
  /** The first step at which it speaks. */
  readonly from: number;
  /** Finished runs that it compares with. */
  readonly finished: number;
  /** Of their running averages up to the step of the run; NaN where there are none. */
  readonly median: number;
};

export function comparison(
  curve: Curve,
  others: readonly Curve[],
  { longest, from }: { readonly longest: number; readonly from: number },
): Comparison {
  const averages = others
    .filter((other) => other.finished && other.run !== curve.run && !broke(other))
    .map((other) => averageUntil(other, reached(curve)))
    .filter((average) => Number.isFinite(average));
  return {
    from: Math.max(from, warmUp(longest)),
    ...{ finished: averages.length, median: median(Float64Array.from(averages)) },
  };
}

/**
 * True when the best value of `curve` so far is worse than the median, over the finished runs, of their running averages up to the same step
 * (Golovin et al., "Google Vizier", KDD 2017, §3.2.2).
 */
export const isBelowMedian = (curve: Curve, { from, finished, median: middle }: Comparison): boolean =>
  reached(curve) >= from && finished >= fewestFinished && worth(curve) > middle;
