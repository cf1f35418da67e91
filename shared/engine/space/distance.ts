// How far apart two points are before any lengthscale is known.
import { at } from '../kernels/at.ts';
import type { Point } from '../types.ts';
import type { Space } from './space.ts';

/** Two categories, or an active and an inactive coordinate, are as far apart as 0.7 of a numeric range. */
export const mismatch = 0.5;

/** Squared, summed over coordinates. */
export function squaredDistance(space: Space, a: Point, b: Point): number {
  let sum = 0;
  for (const [i, { scale }] of space.dimensions.entries()) {
    const [u, v] = [at(a, i), at(b, i)];
    if (Number.isNaN(u) && Number.isNaN(v)) continue;
    if (Number.isNaN(u) || Number.isNaN(v) || !scale) sum += u === v ? 0 : mismatch;
    else sum += (u - v) ** 2;
  }
  return sum;
}

/** Squared distance to the nearest of some points; Infinity for none. */
export const nearestDistance = (space: Space, point: Point, others: readonly Point[]): number =>
  others.reduce((nearest, other) => Math.min(nearest, squaredDistance(space, point, other)), Infinity);
