// Where assignments lie in the optimizer's own space, for scores that ask how far apart points are.
import { encode, type Space } from '../../shared/engine/space/space.ts';
import type { Point } from '../../shared/engine/types.ts';
import type { Assignments } from '../task.ts';

export function place(space: Space, x: Assignments): Point {
  const point = encode(space, x);
  if (!point) throw new Error(`No point of the space: ${JSON.stringify(x)}`);
  return point;
}
