// When it is the full task's turn, whatever cheap runs would tell: only full runs count as results.
import { at } from '../kernels/at.ts';
import { full } from '../space/full-task.ts';
import { costAt, type Space } from '../space/space.ts';
import type { Point } from '../types.ts';

/** What was spent and run so far, observed and open runs alike, in the order they were asked for. */
type Spending = {
  /** Sum of costs. */
  readonly spent: number;
  /** Cost of the runs since the last full one; null when there was none. */
  readonly sinceFull: number | null;
};

export function spendingOf(space: Space, runs: readonly Point[]): Spending {
  let [spent, sinceFull]: [number, number | null] = [0, null];
  for (const run of runs) {
    const cost = costAt(space, run) ?? 1;
    spent += cost;
    if (at(run, run.length - 1) === full) sinceFull = 0;
    else if (sinceFull !== null) sinceFull += cost;
  }
  return { spent, sinceFull };
}

/** Cheap runs may cost as much as so many full ones before the next full one. */
const longestPause = 1;
/** What adding up costs loses: ten runs of a tenth are less than 1. */
const rounding = 1e-9;
/** Of the budget, this share at the end (one full run at least) is for full runs alone: what is learned later cannot be used any more. */
const lastShare = 0.2;

/** True when the next run has to be a full one. `budget`: in costs; null: not said. */
export function isFullTurn({ spent, sinceFull }: Spending, budget: number | null): boolean {
  if (sinceFull === null || sinceFull > longestPause - rounding) return true;
  return budget !== null && budget - spent <= Math.max(1, lastShare * budget);
}
