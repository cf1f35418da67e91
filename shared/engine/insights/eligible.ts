// Which known rows may be the best so far, and points as they would be run in full.
import { at } from '../kernels/at.ts';
import { todays } from '../model/today.ts';
import { atFull, full } from '../space/full-task.ts';
import type { Space } from '../space/space.ts';
import type { Rows } from '../values/rows.ts';

/** Points (n, P), run in full. */
export const inFull = ({ tasks, dimensions }: Space, points: Float64Array): Float64Array =>
  tasks ? atFull(points, dimensions.length) : points;

/** (n) which rows may be the best so far: those in today's space, and of these the full runs, where there are any. */
export function eligible(space: Space, { points }: Pick<Rows, 'points'>): readonly boolean[] {
  const inside = todays(space, points);
  const P = space.dimensions.length;
  const ran = inside.map((is, i) => is && (!space.tasks || at(points, i * P + P - 1) === full));
  return ran.includes(true) ? ran : inside;
}
