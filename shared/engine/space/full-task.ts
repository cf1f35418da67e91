// The last coordinate of a space with tasks: which task a point is run as, and the full one, whose runs are results.
import type { Point } from '../types.ts';

/** The coordinate of the full task. */
export const full = 1;

/** A point (P) of the space from one (P − 1) of the space without its tasks. */
export function withTask(point: Point, unit: number): Point {
  const out = new Float64Array(point.length + 1);
  out.set(point);
  out[point.length] = unit;
  return out;
}

export const withoutTask = (point: Point): Point => point.subarray(0, -1);

/** (n, P) with every row moved to the full task. */
export const atFull = (points: Float64Array, P: number): Float64Array =>
  points.map((v, i) => (i % P === P - 1 ? full : v));
