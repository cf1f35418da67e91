// How much linear constraints leave of a space, and whether a point that satisfies them can be written down.

import { at } from '../kernels/at.ts';
import { largestBall, norm } from '../linear/polytope.ts';
import { makeRandom } from '../numerics/random.ts';
import { toMiddle } from './confine.ts';
import { boundsOf, indicesOf, satisfiesAll } from './region.ts';
import { levelUnit } from './scale.ts';
import type { Space } from './space.ts';

/**
 * Radius of the largest ball that fits into the constraints and the bounds, in the parameters' own units and with ints taken as real numbers;
 * not above 0: nothing fits; Infinity without constraints.
 */
export function roomOf({ region, dimensions }: Space): number {
  if (!region) return Infinity;
  const { halfSpaces } = region;
  const indices = indicesOf(halfSpaces);
  const ends = indices.map((i) => boundsOf(dimensions[i]?.parameter));
  const widths = Float64Array.from(ends, ({ min, max }) => max - min);
  const cuts = halfSpaces.map(({ terms, threshold }) => {
    const row = new Float64Array(indices.length);
    let limit = threshold;
    for (const { parameter, weight } of terms) {
      const j = indices.indexOf(parameter);
      row[j] = weight * at(widths, j);
      limit -= weight * (ends[j]?.min ?? 0);
    }
    return { row, limit, length: norm(row) };
  });
  return largestBall(
    cuts.map(({ row, length }) => row.map((v) => v / length)),
    Float64Array.from(cuts, ({ limit, length }) => limit / length),
    widths,
  ).radius;
}

/**
 * False when no whole point was found, or when the middle of the doubles, once rounded to the digits that go out, breaks a constraint. Then
 * nothing can be proposed.
 */
export function leavesPoints(space: Space): boolean {
  const { region, dimensions } = space;
  if (!region) return true;
  if (region.ints && !region.ints.some()) return false;
  if (region.doubles && !(region.doubles.polytope.radius > 0)) return false;
  const point = Float64Array.from(dimensions, (d) => (d.scale ? 0.5 : levelUnit(d, 0)));
  return toMiddle(space, point, makeRandom(1)) && satisfiesAll(region, dimensions, point);
}
