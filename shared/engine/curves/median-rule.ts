// The median rule: a run that is worse than half of the finished ones were on average at its step is not worth going on with.
import { median } from '../statistics.ts';
import { averageUntil, bestUntil, broke, type Curve, reached } from './curve.ts';

/** Finished runs before it speaks; and the steps it leaves every run alone for: 3, or a tenth of the longest run. */
const [fewestRuns, fewestSteps, shareOfSteps] = [5, 3, 0.1];

/**
 * True when the best value of `curve` so far is worse than the median, over the finished runs among `others`, of their running averages up
 * to the same step (Golovin et al., "Google Vizier", KDD 2017, §3.2.2). `longest`: steps of a whole run.
 */
export function isBelowMedian(curve: Curve, others: readonly Curve[], longest: number): boolean {
  const step = reached(curve);
  if (step < Math.max(fewestSteps, shareOfSteps * longest)) return false;
  const averages = others
    .filter((other) => other.finished && other.run !== curve.run && !broke(other))
    .map((other) => averageUntil(other, step))
    .filter((average) => Number.isFinite(average));
  return averages.length >= fewestRuns && bestUntil(curve, step) > median(Float64Array.from(averages));
}
