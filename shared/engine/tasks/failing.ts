// Whether a task is known to fail wherever it is run: nothing is learned from it, and it has no turn until the data change.
import { at } from '../kernels/at.ts';

/** Failures without a success that it takes. */
const patience = 3;

/** `good` and `bad`: runs (·, P) that succeeded and that failed, the task their last coordinate; `unit`: the coordinate of the task. */
export function alwaysFails(good: Float64Array, bad: Float64Array, P: number, unit: number): boolean {
  return count(bad, P, unit) >= patience && count(good, P, unit) === 0;
}

function count(runs: Float64Array, P: number, unit: number): number {
  let found = 0;
  for (let end = P - 1; end < runs.length; end += P) if (at(runs, end) === unit) found++;
  return found;
}
