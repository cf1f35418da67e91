// Keeping a search in one part of the space.

import type { Point } from '../types.ts';
import type { Acquisition } from './acquisition.ts';

/** Nats that being outside costs: more than any improvement is worth, and finite, so that candidates can be sorted. */
const height = 1e4;

/** A wall that steps of a search do not pass: it has no slope, but they end where they would cross it. */
export function fence(inside: (point: Point) => boolean): Acquisition {
  const score = (points: Float64Array, m: number): Float64Array => {
    const P = points.length / m;
    return Float64Array.from({ length: m }, (_, i) => (inside(points.subarray(i * P, i * P + P)) ? 0 : -height));
  };
  const slope = (point: Point, gradient: Float64Array): number => {
    gradient.fill(0);
    return inside(point) ? 0 : -height;
  };
  return { score, slope };
}
