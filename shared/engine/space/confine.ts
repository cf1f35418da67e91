// Bringing points into the region that linear constraints leave: by a shorter step, or by drawing the constrained coordinates anew.

import { at } from '../kernels/at.ts';
import { drawInside } from '../linear/hit-and-run.ts';
import { drawNearWhole } from '../linear/near-whole.ts';
import { drawWhole } from '../linear/whole-points.ts';
import type { Random } from '../numerics/random.ts';
import type { Point } from '../types.ts';
import { type Doubles, type Ints, isInside } from './region.ts';
import { snap } from './scale.ts';
import { coordinateOf, type Space } from './space.ts';

/** True without constraints. */
export const isAllowed = ({ region, dimensions }: Space, point: Point): boolean =>
  !region || isInside(region, dimensions, point);

/** Draws that may miss before we walk inside the region instead: a draw costs a tenth of a walk. */
const misses = 8;

/**
 * Leaves a point alone that satisfies the constraints; else its constrained coordinates are drawn anew: by `draw` while that may hit, then evenly from
 * the inside. Changes the point. Throws when nothing satisfies the constraints.
 */
export function confine(space: Space, point: Point, random: Random, draw: (index: number) => number): Point {
  const { region } = space;
  if (!region || isAllowed(space, point)) return point;
  const indices = [...(region.doubles?.indices ?? []), ...(region.ints?.wholes.indices ?? [])];
  for (let miss = 0; miss < misses; miss++) {
    for (const i of indices) point[i] = draw(i);
    if (isAllowed(space, point)) return point;
  }
  if (region.ints && !placeInts(space, region.ints, point, random)) throw empty();
  if (region.doubles) placeDoubles(space, region.doubles, point, random);
  return point;
}

/** False when no whole point is found. */
function placeInts(space: Space, { wholes, relaxation, some }: Ints, point: Point, random: Random): boolean {
  const relaxed = relaxation();
  const near = relaxed && drawNearWhole(wholes, relaxed, random);
  const values = near ?? drawWhole(wholes, random) ?? some();
  if (!values) return false;
  for (const [k, i] of wholes.indices.entries()) point[i] = coordinateOf(space, i, at(values, k));
  return true;
}

function placeDoubles(space: Space, doubles: Doubles, point: Point, random: Random): void {
  if (!(doubles.polytope.radius > 0)) throw empty();
  const drawn = drawInside(doubles.polytope, doubles.cloud(), random);
  for (const [j, i] of doubles.indices.entries()) point[i] = at(drawn, j);
  pullIn(space, doubles, point);
}

export const empty = (): Error =>
  new Error(
    'The linear constraints leave no room for a point. Widen them, or the bounds; for an equality leave out one parameter and compute it from the others.',
  );

/**
 * Puts the constrained coordinates of a point that breaks a constraint into the middle of what the constraints leave; ints anywhere in it. False when
 * no point is found that satisfies them.
 */
export function toMiddle(space: Space, point: Point, random: Random): boolean {
  const { region } = space;
  if (!region || isAllowed(space, point)) return true;
  if (region.ints && !placeInts(space, region.ints, point, random)) return false;
  if (!region.doubles) return true;
  for (const [j, i] of region.doubles.indices.entries()) point[i] = at(region.doubles.polytope.center, j);
  return moveIn(space, region.doubles, point);
}

/** Moves doubles towards the middle, first by so little that nobody sees it, until what goes out satisfies the constraints. Throws when nothing does. */
export function pullIn(space: Space, doubles: Doubles, point: Point): void {
  if (!moveIn(space, doubles, point)) throw empty();
}

/** False when not even the middle satisfies the constraints. */
function moveIn(space: Space, { indices, polytope }: Doubles, point: Point): boolean {
  for (let share = 1e-12; !isAllowed(space, point); share *= 10) {
    if (share > 10) return false;
    const left = 1 - Math.min(1, share);
    for (const [j, i] of indices.entries())
      point[i] = at(polytope.center, j) + left * (at(point, i) - at(polytope.center, j));
  }
  return true;
}

/**
 * A step from `origin` that leaves the region is halved, up to three times, and then replaced by a draw. Changes and returns `point`. Nothing but the
 * constrained coordinates is touched.
 */
export function retract(
  space: Space,
  origin: Point,
  point: Point,
  random: Random,
  draw: (index: number) => number,
): Point {
  const { region, dimensions } = space;
  if (!region || isAllowed(space, point)) return point;
  const indices = [...(region.doubles?.indices ?? []), ...(region.ints?.wholes.indices ?? [])];
  for (let halving = 0; halving < 3; halving++) {
    for (const i of indices) {
      const dimension = dimensions[i];
      if (dimension) point[i] = snap(dimension, 0.5 * (at(origin, i) + at(point, i)));
    }
    if (isAllowed(space, point)) return point;
  }
  return confine(space, point, random, draw);
}
