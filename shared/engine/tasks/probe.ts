// A full run where cheap runs call a point bad: made where they call points good, full runs say nothing about whether cheap ones can be believed.
import { at } from '../kernels/at.ts';
import { full } from '../space/full-task.ts';
import type { Point } from '../types.ts';

/** Full runs that a budget has at least, so that one of them may be for this; one in ten. */
const leastBudget = 10;

/** True for the second full run: the first is where cheap runs are best. `runs`: all so far, open ones included; `budget`: in costs; null: not said. */
export function isProbeTurn(runs: readonly Point[], budget: number | null): boolean {
  const made = runs.filter((run) => at(run, run.length - 1) === full).length;
  return made === 1 && (budget === null || budget >= leastBudget);
}
