// Where a run that was stopped would have ended: a robust line from what finished runs showed at the same step to what they came to.
import { median } from '../numerics/statistics.ts';
import { bestUntil, broke, type Curve, reached, worth } from './curve.ts';

type Forecast = {
  readonly value: number;
  /** Standard deviation of what finished runs leave unexplained. */
  readonly stddev: number;
};

/** Finished runs that a line is drawn through at least; below, one odd run turns it. And at most: the slopes of all pairs are looked at. */
const [fewestPairs, mostPairs] = [8, 100];
/** 1.4826 times the median absolute deviation estimates the standard deviation of a normal distribution. */
const consistency = 1.4826;

/**
 * The final value of `curve` from its best value at its last step, by the line of Theil and Sen through the finished runs among `others` (Sen 1968):
 * the median of the slopes of all pairs, which a quarter of odd runs cannot move. Never worse than what the run has shown already, because a run
 * is worth its best value. Null below eight finished runs that reported by that step, and where numbers overflow;
 * of more than a hundred, the first hundred count.
 */
export const forecast = (curve: Curve, others: readonly Curve[]): Forecast | null =>
  makeForecast(others.filter(({ run }) => run !== curve.run))(curve);

/** The same for many runs that have not finished, with one line for each step. */
export function makeForecast(runs: readonly Curve[]): (curve: Curve) => Forecast | null {
  const finished = runs.filter((run) => run.finished && !broke(run));
  const lines = new Map<number, Line | null>();
  return (curve) => {
    const step = reached(curve);
    if (step === 0 || broke(curve)) return null;
    const line = lines.get(step) ?? lineAt(step, finished);
    lines.set(step, line);
    if (!line) return null;
    const value = Math.min(worth(curve), line.start + line.slope * worth(curve));
    return Number.isFinite(value) && Number.isFinite(line.stddev) ? { value, stddev: line.stddev } : null;
  };
}

type Pair = { readonly early: number; readonly final: number };
type Line = { readonly slope: number; readonly start: number; readonly stddev: number };

const middle = (values: readonly number[]): number => median(Float64Array.from(values));

function lineAt(step: number, finished: readonly Curve[]): Line | null {
  const pairs = finished
    .map((run) => ({ early: bestUntil(run, step), final: worth(run) }))
    .filter(({ early }) => Number.isFinite(early))
    .slice(0, mostPairs);
  if (pairs.length < fewestPairs) return null;
  const slope = medianSlope(pairs);
  const start = middle(pairs.map(({ early, final }) => final - slope * early));
  const left = pairs.map(({ early, final }) => Math.abs(final - slope * early - start));
  return { slope, start, stddev: consistency * middle(left) };
}

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
