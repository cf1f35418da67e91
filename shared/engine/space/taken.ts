// Which points are taken already, and the first that is not.

import { at } from '../kernels/at.ts';
import { wholePoints } from '../linear/whole-points.ts';
import { permutation, type Random } from '../numerics/random.ts';
import { unstack } from '../numerics/vectors.ts';
import type { Dataset, Point } from '../types.ts';
import { isAllowed } from './confine.ts';
import type { Ints } from './region.ts';
import { levelUnit } from './scale.ts';
import { cardinality, coordinateOf, isActive, pointKey, type Space } from './space.ts';

export type Taken = {
  readonly points: readonly Point[];
  readonly has: (point: Point) => boolean;
  readonly add: (point: Point) => void;
  /** True when every point of a finite space is taken. */
  readonly exhausted: () => boolean;
};

/**
 * Points of a space with doubles count as one below this difference in every coordinate. Nearer to an open point than 0.1 % of the range nothing is
 * learned that the open one will not tell; to an observed one a last refinement may still be worth it (of one metric's search silence.ts asks for more).
 */
const resolution = { observed: 1e-6, open: 1e-3 };

/** Observed, failed and open points alike. */
export function makeTaken(space: Space, data: Pick<Dataset, 'n' | 'points'>, pending: readonly Point[]): Taken {
  const P = space.dimensions.length;
  const total = cardinality(space);
  const observed = unstack(data.points, P);
  const points: Point[] = [];
  const keys = new Set<string>();
  const add = (point: Point): void => {
    points.push(point);
    if (total < Infinity && inBounds(space, point) && isAllowed(space, point)) keys.add(pointKey(space, point));
  };
  for (const point of [...observed, ...pending]) add(point);
  const near = (point: Point): boolean =>
    points.some((other, i) => same(point, other, i < data.n ? resolution.observed : resolution.open));
  const has = (point: Point): boolean => (total < Infinity ? keys.has(pointKey(space, point)) : near(point));
  return { points, has, add, exhausted: () => keys.size >= total };
}

/** In a finite space, as `taken`, but what is `known` by a value may be taken once more, unless it is `open`; what was only seen to fail stays taken. */
export function retaken(space: Space, taken: Taken, known: readonly Point[], open: readonly Point[]): Taken {
  const keys = new Set(known.map((point) => pointKey(space, point)));
  for (const point of open) keys.delete(pointKey(space, point));
  return { ...taken, has: (point) => taken.has(point) && !keys.has(pointKey(space, point)) };
}

/** Observations outside of today's bounds and constraints, or between the values of today's grids, take no point of today's space. */
const inBounds = (space: Space, point: Point): boolean =>
  space.dimensions.every(({ scale, units }, i) => {
    const unit = at(point, i);
    if (!scale || Number.isNaN(unit)) return true;
    return units ? units.some((one) => Math.abs(one - unit) < slack) : Math.abs(unit - 0.5) < 0.5 + slack;
  });

/** What rounding moves, as a share of the range. */
const slack = 1e-9;

/** Two points this far apart in some coordinate tell different things, whatever the lengthscales: a fiftieth of the range. */
const elbowRoom = 0.02;

/** True when two points differ by a fiftieth of the range in a number, or in a category, or in what is active. */
export const apart = (a: Point, b: Point): boolean => !same(a, b, elbowRoom);

/** Whether two points differ by no more than `tolerance` in any coordinate; below 1, so that categories are the same or not. */
export function same(a: Point, b: Point, tolerance: number): boolean {
  for (let i = 0; i < a.length; i++) {
    const [u, v] = [at(a, i), at(b, i)];
    if (!(Math.abs(u - v) <= tolerance || (Number.isNaN(u) && Number.isNaN(v)))) return false;
  }
  return true;
}

/**
 * Some point of a finite space that is not taken; null when there is none. Depth first, each parameter's values in random order, or in their own. Among one point more than
 * were ever taken one is free; a search that also shuns what is near them may have none in 2^53 values, and does not look at them all.
 */
export function findFree(space: Space, taken: Taken, random: Random | null): Point | null {
  let left = taken.points.length;
  for (const point of allPoints(space, random)) {
    if (!taken.has(point)) return point;
    if (left-- === 0) return null;
  }
  return null;
}

/** Every point of a finite space once; with `random`, in a random order of each parameter's values. */
export function* allPoints(space: Space, random: Random | null): Generator<Point> {
  yield* branch(space, random, new Float64Array(space.dimensions.length), 0);
}

function* branch(space: Space, random: Random | null, prefix: Point, index: number): Generator<Point> {
  const dimension = space.dimensions[index];
  if (!dimension) {
    if (isAllowed(space, prefix)) yield prefix.slice();
  } else if (space.region?.ints?.wholes.indices.includes(index)) {
    yield* branchInts(space, random, prefix, index, space.region.ints);
  } else if (!isActive(space, prefix, index)) {
    prefix[index] = Number.NaN;
    yield* branch(space, random, prefix, index + 1);
  } else {
    for (const level of levelOrder(dimension.levels, random)) {
      prefix[index] = levelUnit(dimension, level);
      yield* branch(space, random, prefix, index + 1);
    }
  }
}

/** Ints that share constraints are chosen together, at the first of them: one by one, most choices would lead nowhere. */
function* branchInts(
  space: Space,
  random: Random | null,
  prefix: Point,
  index: number,
  { wholes }: Ints,
): Generator<Point> {
  if (wholes.indices[0] !== index) {
    yield* branch(space, random, prefix, index + 1);
    return;
  }
  for (const values of wholePoints(wholes, random, { nodes: Infinity })) {
    for (const [k, i] of wholes.indices.entries()) prefix[i] = coordinateOf(space, i, at(values, k));
    yield* branch(space, random, prefix, index + 1);
  }
}

/** 0 … levels − 1: shuffled where that is cheap, else in order from a random one on. */
function* levelOrder(levels: number, random: Random | null): Generator<number> {
  if (random && levels <= 1000) {
    yield* permutation(random, levels);
    return;
  }
  const start = random ? random.integer(levels) : 0;
  for (let i = 0; i < levels; i++) yield (start + i) % levels;
}
