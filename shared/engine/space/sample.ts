// Points at random: anywhere in the space, or near a given one.

import { at } from '../kernels/at.ts';
import type { Random } from '../numerics/random.ts';
import type { Point } from '../types.ts';
import { confine, retract } from './confine.ts';
import { priorQuantile } from './parameter-prior.ts';
import { type Dimension, levelUnit, snap } from './scale.ts';
import { type Space, settle } from './space.ts';

/** Uniform in the (log) scale; categories and grid values with equal chances. */
function randomCoordinate(dimension: Dimension, random: Random): number {
  const { kind } = dimension.parameter;
  if (kind === 'categorical' || kind === 'grid') return levelUnit(dimension, random.integer(dimension.levels));
  return snap(dimension, random.uniform());
}

/** A point from the priors, uniform where there is none. */
export const randomPoint = (space: Space, random: Random): Point =>
  drawBelieved(space, random, new Float64Array(space.dimensions.length));

/** As `randomPoint`, into a given point (P): a thousand candidates share one matrix, because small arrays cost more than their numbers. */
export const drawBelieved = (space: Space, random: Random, point: Point): Point =>
  drawBy(space, random, point, (i) => believedAt(space, random, i));

/** Uniform whatever the priors say: a place that nobody believed in is found all the same. */
export const drawRandom = (space: Space, random: Random, point: Point): Point =>
  drawBy(space, random, point, (i) => randomAt(space, random, i));

function drawBy(space: Space, random: Random, point: Point, draw: (index: number) => number): Point {
  for (let i = 0; i < point.length; i++) point[i] = draw(i);
  return settle(space, confine(space, point, random, draw), () => Number.NaN);
}

/** A coordinate from the prior of a parameter, or uniform. */
export function believedAt(space: Space, random: Random, index: number): number {
  const dimension = space.dimensions[index];
  return dimension?.prior ? coordinateAt(dimension, random.uniform()) : randomAt(space, random, index);
}

export function randomAt(space: Space, random: Random, index: number): number {
  const dimension = space.dimensions[index];
  return dimension ? randomCoordinate(dimension, random) : Number.NaN;
}

/** The coordinate of a share u in (0, 1) of the dimension: categories in order, numbers by their prior, or by scale. */
export function coordinateAt(dimension: Dimension, u: number): number {
  if (!dimension.scale) return Math.floor(u * dimension.levels);
  return snap(dimension, dimension.prior ? priorQuantile(dimension.prior, u) : u);
}

/**
 * A neighbour of `origin`, written into `point` (P): each active coordinate moves with probability max(1/P, 0.3), at least one does. Numbers take a
 * normal step of `sigma` (at least about one level of a stepped parameter), categories any value; parameters that become active are drawn anew.
 */
export function drawNear(space: Space, origin: Point, sigma: number, random: Random, point: Point): Point {
  const P = point.length;
  const chance = Math.max(1 / P, 0.3);
  const forced = random.integer(P);
  point.set(origin);
  for (let i = 0; i < P; i++) {
    const dimension = space.dimensions[i];
    if (!dimension || Number.isNaN(at(point, i)) || !(random.uniform() < chance || i === forced)) continue;
    point[i] = move(dimension, at(point, i), sigma, random);
  }
  const draw = (i: number): number => randomAt(space, random, i);
  return settle(space, retract(space, origin, point, random, draw), draw);
}

function move(dimension: Dimension, here: number, sigma: number, random: Random): number {
  if (!dimension.scale) return random.integer(dimension.levels);
  const step = Math.max(sigma, 1.2 / dimension.levels) * random.normal();
  return snap(dimension, Math.min(1, Math.max(0, here + step)));
}
