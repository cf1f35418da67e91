// Where a run that was stopped would have ended: a robust line from what finished runs showed at the same step to what they came to.
import { median } from '../statistics.ts';
import { bestUntil, broke, type Curve, reached, worth } from './curve.ts';

export type Forecast = {
  readonly value: number /** Standard deviation of what finished runs leave unexplained. */;
  readonly stddev: number;
};

/** Finished runs that a line is drawn through at least; below, one odd run turns it. */
const fewestPairs = 8;
/** 1.4826 times the median absolute deviation estimates the standard deviation of a normal distribution. */
const consistency = 1.4826;

/**
 * The final value of `curve` from its best value at its last step, by the line of Theil and Sen through the finished runs among `others` (Sen 1968):
 * the median of the slopes of all pairs, which a quarter of odd runs cannot move. Null below eight finished runs that reported by that step.
 */
export function forecast(curve: Curve, others: readonly Curve[]): Forecast | null {
  const step = reached(curve);
  const pairs = others
    .filter((other) => other.finished && other.run !== curve.run && !broke(other))
    .map((other) => ({ early: bestUntil(other, step), final: worth(other) }))
    .filter(({ early }) => Number.isFinite(early));
  if (pairs.length < fewestPairs || broke(curve) || step === 0) return null;
  const slope = medianSlope(pairs);
  const start = middle(pairs.map(({ early, final }) => final - slope * early));
  const left = pairs.map(({ early, final }) => Math.abs(final - slope * early - start));
  return { value: start + slope * bestUntil(curve, step), stddev: consistency * middle(left) };
}

type Pair = { readonly early: number; readonly final: number };

const middle = (values: readonly number[]): number => median(Float64Array.from(values));

/** Not below 0: a run that is worse early is never expected to end better for it. 0 when all were equal early. */
function medianSlope(pairs: readonly Pair[]): number {
  const slopes: number[] = [];
  for (const [i, a] of pairs.entries()) {
    for (const b of pairs.slice(0, i)) {
      if (a.early !== b.early) slopes.push((a.final - b.final) / (a.early - b.early));
    }
  }
  return slopes.length > 0 ? Math.max(0, middle(slopes)) : 0;
}
