// Which of the known points lie in today's space: bounds move, and what was observed outside of them stays known.

import { at } from '../kernels/at.ts';
import { isAllowed } from '../space/confine.ts';
import type { Space } from '../space/space.ts';
import type { Point } from '../types.ts';
import { fittedMeans, type Process } from './process.ts';

/** As a share of the range: what rounding moves. */
const slack = 1e-9;

/** Whether today's bounds and linear constraints allow a point, but for rounding. */
export const liesInside = (space: Space, point: Point): boolean =>
  space.dimensions.every(({ scale }, i) => !scale || !(Math.abs(at(point, i) - 0.5) > 0.5 + slack)) &&
  isAllowed(space, point);

/**
 * (n) of points (n, P) those that count for what is best so far: a model learns from all of them, but nothing inside need ever beat what was found outside, and
 * a search that has to asks only where it knows least. All count while none lies inside.
 */
export function todays(space: Space, points: Float64Array): readonly boolean[] {
  const P = space.dimensions.length;
  const inside = Array.from({ length: points.length / P }, (_, i) =>
    liesInside(space, points.subarray(i * P, i * P + P)),
  );
  return inside.includes(true) ? inside : inside.map(() => true);
}

/** Rows inside of today's bounds from which they alone teach; as many as parameters, if these are more. */
const enough = 8;

/**
 * (n) of points (n, P) those that a model learns from: the ones inside, where there are enough. What lies beyond may be of any size and any smoothness. Null: all
 * of them, because all lie inside or too few do.
 */
export function teaching(space: Space, points: Float64Array): readonly boolean[] | null {
  const inside = todays(space, points);
  const own = inside.filter(Boolean).length;
  return own === inside.length || own < Math.max(enough, space.dimensions.length) ? null : inside;
}

/** The least that a process expects of its rows that count; those beyond `inside` are open points, which do. */
export const leastMean = (process: Process, inside: readonly boolean[]): number =>
  fittedMeans(process).reduce((least, mean, i) => (inside[i] === false ? least : Math.min(least, mean)), Infinity);
