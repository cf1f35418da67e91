// Successive halving without waiting: at each rung of steps only the best third of all who came so far goes on.
import { at } from '../kernels/at.ts';
import { bestUntil, type Curve, reached } from './curve.ts';

/** The share that goes on is one in so many, and each rung is so many times as high as the one below. */
export const reduction = 3;
/** The lowest rung is at least this part of a whole run: fewer steps say too little, and 3⁴ makes at most five rungs. */
const finest = 81;
/** Runs at a rung before anybody is turned away from it. */
const fewest = 4;

/** Steps of the rungs below `longest`, ascending: r, 3r, 9r, …, r = max(1, ⌈longest/81⌉). */
export function rungs(longest: number): number[] {
  const heights: number[] = [];
  for (let step = Math.max(1, Math.ceil(longest / finest)); step < longest; step *= reduction) heights.push(step);
  return heights;
}

/** The rung that the latest report was the first to reach (of several, the highest); null when it reached none. */
export function newRung({ steps }: Curve, heights: readonly number[]): number | null {
  const [now, before] = [steps.at(-1) ?? 0, steps.at(-2) ?? 0];
  return heights.findLast((height) => height <= now && height > before) ?? null;
}

/**
 * True when a run that has just reached a rung is not among the best ⌈n/3⌉ of the n runs that came so far (Li et al., "A system for massively
 * parallel hyperparameter tuning", MLSys 2020, alg. 2, in the form that stops instead of pausing). Equal values go on together.
 */
export function isTurnedAway(curve: Curve, others: readonly Curve[], heights: readonly number[]): boolean {
  const rung = newRung(curve, heights);
  if (rung === null) return false;
  const came = others.filter((other) => other.run !== curve.run && reached(other) >= rung);
  const entries = [...came, curve].map((one) => bestUntil(one, rung)).sort((a, b) => a - b);
  const places = Math.ceil(entries.length / reduction);
  return entries.length >= fewest && bestUntil(curve, rung) > at(entries, places - 1);
}
