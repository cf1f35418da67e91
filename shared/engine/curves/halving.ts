// Successive halving without waiting: at each rung of steps only the best third of all who came so far goes on.
import { bestUntil, broke, type Curve, reached, worth } from './curve.ts';

/** The share that goes on is one in so many, and each rung is so many times as high as the one below. */
export const reduction = 3;
/** The lowest rung is at least this part of a whole run: fewer steps say too little, and 3⁴ makes at most five rungs. */
const finest = 81;
/** Runs at a rung before anybody is turned away from it. */
export const fewest = 4;

/** Steps of the rungs below `longest`, ascending: r, 3r, 9r, …, r = max(1, ⌈longest/81⌉). */
export function rungs(longest: number): number[] {
  const heights: number[] = [];
  for (let step = Math.max(1, Math.ceil(longest / finest)); step < longest; step *= reduction) heights.push(step);
  return heights;
}

/** A run among all who came to the highest rung that it has reached. */
export type Standing = {
  readonly rung: number;
  /** 1: none is better. Equal values share a place. */
  readonly rank: number;
  /** Itself included. */
  readonly came: number;
  /** How many of them go on. */
  readonly places: number;
};

/**
 * Null below the lowest rung. The others count with their best value at the rung, the run itself with its best so far, so that what it has gained
 * since speaks for it, and it is the same whether it asks at the rung or later. Who broke has come, and is behind everybody who did not.
 */
export function standing(curve: Curve, others: readonly Curve[], heights: readonly number[]): Standing | null {
  const rung = heights.findLast((height) => height <= reached(curve));
  if (rung === undefined) return null;
  const came = others.filter((other) => other.run !== curve.run && reached(other) >= rung);
  const ahead = came.filter((other) => !broke(other) && bestUntil(other, rung) < worth(curve));
  const entries = came.length + 1;
  return { rung, rank: ahead.length + 1, came: entries, places: Math.ceil(entries / reduction) };
}

/**
 * True when the run is not among the best ⌈n/3⌉ of the n that came so far (Li et al., "A system for massively parallel hyperparameter tuning",
 * MLSys 2020, alg. 2, in the form that stops instead of pausing). Equal values go on together.
 */
export const isTurnedAway = (stands: Standing | null): boolean =>
  stands !== null && stands.came >= fewest && stands.rank > stands.places;
