// Which runs an improvement is measured against: full ones, because only these are results.
import { at } from '../kernels/at.ts';
import { todays } from '../model/today.ts';
import { full } from '../space/full-task.ts';
import type { Space } from '../space/space.ts';
import type { Point } from '../types.ts';

/**
 * Which of the observed `runs` (n, P), and then of the open ones, may be the mark to beat: the full ones, of the observed those in today's bounds. Open ones count
 * at what is expected of them: what one of them promises is not asked for twice. While there is no full run, all in today's bounds.
 */
export function marks(space: Space, runs: Float64Array, open: readonly Point[]): boolean[] {
  const P = space.dimensions.length;
  const isFull = (run: Point): boolean => at(run, P - 1) === full;
  const inside = todays(space, runs);
  const observed = inside.map((isInside, i) => isInside && at(runs, i * P + P - 1) === full);
  const found = [...observed, ...open.map(isFull)];
  return found.includes(true) ? found : [...inside, ...open.map(() => true)];
}
