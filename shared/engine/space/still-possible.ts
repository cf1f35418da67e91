// Whether an observed point may be evaluated again: it may lie where today's bounds, grids and constraints no longer go.

import type { Point } from '../types.ts';
import { isAllowed } from './confine.ts';
import { squaredDistance } from './distance.ts';
import { decode, encode, type Space } from './space.ts';

export function isStillPossible(space: Space, point: Point): boolean {
  const again = encode(space, decode(space, point));
  return isAllowed(space, point) && again !== null && squaredDistance(space, point, again) < 1e-12;
}
