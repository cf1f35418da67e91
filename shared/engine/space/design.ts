// Where to begin: the centre or the user's own values, then a few points that fill the space.

import { at, item } from '../kernels/at.ts';
import { makeRandom, permutation, type Random } from '../numerics/random.ts';
import type { Point } from '../types.ts';
import { confine, empty, isAllowed, toMiddle } from './confine.ts';
import { mismatch, nearestDistance } from './distance.ts';
import { logPreference } from './parameter-prior.ts';
import { believedAt, coordinateAt, randomPoint } from './sample.ts';
import type { Dimension } from './scale.ts';
import { type Space, settle } from './space.ts';

/** Workers that the design is made for at most: it is made anew for every ask, and whoever says a billion means "as many as there are". */
const mostWorkers = 256;

/**
 * Points before the model takes over: the first, and between 3 and 8 more, half as many as parameters, plus one for every further worker, who
 * would wait for the model otherwise. Of a small budget no more than a quarter: the model needs evaluations to use what it learned.
 */
export function designSize(space: Space, bandwidth: number, budget: number | null): number {
  const free = space.dimensions.filter(({ levels }) => levels > 1).length;
  const workers = Math.min(mostWorkers, Math.max(1, bandwidth));
  const size = Math.min(8, Math.max(3, Math.ceil(free / 2))) + workers;
  return budget === null ? size : Math.min(size, Math.max(2, Math.floor(budget / 4)));
}

/** The same `size` points for the same seed: `first` (NaN: the middle; or the centre), then the Latin hypercube of up to 20 whose closest pair is farthest apart. */
export function design(space: Space, size: number, seed: number, first: Point | null): Point[] {
  const random = makeRandom(seed, 1);
  const start = (first && completed(space, first, random)) ?? centre(space, random);
  let best: Point[] = [];
  let widest = -1;
  // Fewer trials of large designs: the distances of all pairs stay within a few milliseconds.
  const trials = Math.max(1, Math.min(20, Math.floor(5e5 / (size * size * space.dimensions.length))));
  for (let trial = 0; trial < trials; trial++) {
    const points = [start, ...latinHypercube(space, size - 1, random)];
    if (trials === 1) return points;
    const gap = Math.min(...points.map((point, i) => nearestDistance(space, point, points.slice(0, i))));
    if (gap > widest) [best, widest] = [points, gap];
  }
  return best;
}

/** Wishes with the middle for what they leave open; null where that breaks a linear constraint. */
function completed(space: Space, first: Point, random: Random): Point | null {
  const point = first.map((unit, i) => (Number.isNaN(unit) ? middle(space.dimensions[i], random) : unit));
  settle(space, point, () => Number.NaN);
  return isAllowed(space, point) ? point : null;
}

const middle = (dimension: Dimension | undefined, random: Random): number =>
  dimension ? coordinateAt(dimension, dimension.scale ? 0.5 : random.uniform()) : Number.NaN;

/**
 * Numbers in the middle of their scale, or of what linear constraints leave where that is outside; categories at random: no category is the middle
 * of the others.
 */
function centre(space: Space, random: Random): Point {
  const point = Float64Array.from(space.dimensions, (dimension) => middle(dimension, random));
  if (!toMiddle(space, point, random)) throw empty();
  return settle(space, point, () => Number.NaN);
}

/** One point in each of `size` slices of every parameter (McKay, Beckman & Conover 1979), equally likely slices where there is a prior; what breaks a linear constraint is drawn anew. */
function latinHypercube(space: Space, size: number, random: Random): Point[] {
  const slices = space.dimensions.map(() => permutation(random, size));
  return Array.from({ length: size }, (_, row) => {
    const point = Float64Array.from(space.dimensions, (dimension, i) =>
      coordinateAt(dimension, (item(slices[i] ?? [], row) + random.uniform()) / size),
    );
    confine(space, point, random, (i) => believedAt(space, random, i));
    return settle(space, point, () => Number.NaN);
  });
}

/**
 * Squared distance to the nearest of some points where the two ends of every range are the same place (what was observed beyond them is as far as it is); Infinity for none. Plainly measured, a point on a face is
 * far from most others, and in six dimensions the widest gaps are corners: a basin inside was met later than by chance (bench/studies/flat.md).
 */
const emptiness = ({ dimensions }: Space, point: Point, others: readonly Point[]): number =>
  others.reduce((nearest, other) => {
    let sum = 0;
    for (const [i, { scale, levels, units }] of dimensions.entries()) {
      const [u, v] = [at(point, i), at(other, i)];
      if (Number.isNaN(u) && Number.isNaN(v)) continue;
      if (Number.isNaN(u) || Number.isNaN(v) || !scale) sum += u === v ? 0 : mismatch;
      else if (Math.abs(v - 0.5) > 0.5) sum += (u - v) ** 2;
      // A grid ends at its first and last value, which are as far apart then as any two that follow each other; ints have half a step beyond them.
      else sum += Math.min(Math.abs(u - v), 1 + (units ? 1 / (levels - 1) : 0) - Math.abs(u - v)) ** 2;
    }
    return Math.min(nearest, sum);
  }, Infinity);

/** The density of the priors at a point, relative to where they are highest; 1 where there is none. */
function believed({ dimensions }: Space, point: Point): number {
  let log = 0;
  for (const [i, { prior }] of dimensions.entries())
    if (prior && !Number.isNaN(at(point, i))) log += logPreference(prior, at(point, i)).value;
  return Math.exp(log);
}

/** The latest points that a gap is measured from: each costs 200 distances. */
const remembered = 500;

/**
 * Of 200 random points the one farthest from all the others (from the latest 500 of them): where a ball that holds none of them is largest, or rather what is
 * believed to lie in it. Without priors that is the distance; by distance alone the tails of a prior would always be the widest gap.
 */
export function fillGap(
  space: Space,
  others: readonly Point[],
  random: Random,
  allowed: (point: Point) => boolean,
): Point | null {
  const near = others.slice(-remembered);
  let best: Point | null = null;
  let widest = -1;
  for (let i = 0; i < 200; i++) {
    const point = randomPoint(space, random);
    const gap = emptiness(space, point, near) * believed(space, point) ** (2 / point.length);
    if (gap > widest && allowed(point)) [best, widest] = [point, gap];
  }
  return best;
}
