// Local search of the acquisition in a mixed space: gradient steps for what is continuous, exchanges for what is not.

import { at } from '../kernels/at.ts';
import { type Differentiable, type Limits, minimize } from '../numerics/lbfgs.ts';
import type { Random } from '../numerics/random.ts';
import { stack } from '../numerics/vectors.ts';
import { bend, bendSlope, unbend } from '../space/bend.ts';
import { flipped } from '../space/branches.ts';
import { isAllowed, pullIn } from '../space/confine.ts';
import { scaledWalls } from '../space/projection.ts';
import type { Ints } from '../space/region.ts';
import { coordinateAt } from '../space/sample.ts';
import { levelUnit, nearestLevel, snap } from '../space/scale.ts';
import { isActive, type Space, settle } from '../space/space.ts';
import { minimizeWithin } from '../space/spectral.ts';
import type { Point } from '../types.ts';
import type { Acquisition } from './acquisition.ts';
import type { Effort } from './effort.ts';

export type Scored = { readonly point: Point; readonly score: number };

export type Terrain = {
  readonly space: Space;
  readonly acquisition: Acquisition;
  /** (P) lengthscale of each numeric parameter; 1 for the others. */
  readonly lengths: Float64Array;
  /** (P) how the school that asks sees each range bent (bend.ts): steps are even there; null: not at all. */
  readonly bends: Float64Array | null;
  /** True for points that must not be proposed; asked in finite spaces only, where gradients cannot leave them. */
  readonly forbidden: ((point: Point) => boolean) | null;
  /** The best known point of each branch of a space with conditions, the best first. */
  readonly leaders: readonly Point[];
  readonly random: Random;
};

/** Parameters with at most this many values are searched by trying all; the others by gradient and rounding. */
const few = 24;

/**
 * The best point that sweeps of continuous and discrete moves reach from `start`; never worse than it. Another sweep follows only when an exchange
 * has changed what the gradient steps start from.
 */
export function climb(terrain: Terrain, start: Scored, effort: Effort): Scored {
  let here = start;
  for (let sweep = 0; sweep < effort.sweeps; sweep++) {
    here = slide(terrain, here, effort.iterations);
    const before = here.score;
    for (let i = 0; i < terrain.space.dimensions.length; i++) here = exchange(terrain, here, i);
    if (!(here.score > before + 1e-7)) break;
  }
  return here;
}

/** Not ints that share a constraint: rounding would lead out of it. */
const isContinuous = (space: Space, index: number): boolean => {
  const dimension = space.dimensions[index];
  return dimension !== undefined && dimension.scale !== null && dimension.levels > few && !isTied(space, index);
};

const isTied = ({ region }: Space, index: number): boolean => region?.ints?.wholes.indices.includes(index) ?? false;

/** Gradient steps over the active continuous coordinates in units of their lengthscales, then rounding to values that exist. */
function slide(terrain: Terrain, start: Scored, iterations: number): Scored {
  const { space, acquisition, lengths, bends, forbidden } = terrain;
  const bendOf = (i: number): number => (bends ? at(bends, i) : 0);
  const moving = [...space.dimensions.keys()].filter((i) => isContinuous(space, i) && isActive(space, start.point, i));
  if (moving.length === 0) return start;
  const point = start.point.slice();
  const full = new Float64Array(point.length);
  const place = (x: Float64Array): void => {
    for (const [k, i] of moving.entries()) point[i] = unbend(at(x, k) * at(lengths, i), bendOf(i));
  };
  const descent = (x: Float64Array, gradient: Float64Array): number => {
    place(x);
    const value = acquisition.slope(point, full);
    for (const [k, i] of moving.entries())
      gradient[k] = (-at(full, i) * at(lengths, i)) / bendSlope(at(x, k) * at(lengths, i), bendOf(i));
    return -value;
  };
  const from = Float64Array.from(moving, (i) => bend(at(start.point, i), bendOf(i)) / at(lengths, i));
  place(descend(terrain, moving, descent, from, { iterations, tolerance: 1e-3 }));
  for (const i of moving) point[i] = snapAt(space, i, at(point, i));
  if (space.region?.doubles) pullIn(space, space.region.doubles, point);
  return better(acquisition, forbidden, start, [point]);
}

/** L-BFGS in the box; inside linear constraints, steps along the projected gradient. */
function descend(
  { space, lengths }: Terrain,
  moving: readonly number[],
  f: Differentiable,
  from: Float64Array,
  limits: Limits,
): Float64Array {
  const box = { lower: new Float64Array(moving.length), upper: Float64Array.from(moving, (i) => 1 / at(lengths, i)) };
  const { doubles } = space.region ?? { doubles: null };
  if (!doubles) return minimize(f, from, box, limits).x;
  return minimizeWithin(f, from, { box, ...scaledWalls(doubles, moving, lengths) }, limits);
}

function snapAt(space: Space, index: number, unit: number): number {
  const dimension = space.dimensions[index];
  return dimension ? snap(dimension, unit) : unit;
}

/** The best of a point and the same point with another value of one discrete parameter (of a long int or grid: its two neighbours). */
function exchange(terrain: Terrain, here: Scored, index: number): Scored {
  const { space, acquisition, forbidden } = terrain;
  const units = alternatives(space, here.point, index, terrain.random);
  const trials = units.flatMap((unit) => changed(terrain, here.point, index, unit));
  const exchanges = space.region?.ints ? exchangesWith(space, space.region.ints, here.point, index) : [];
  const allowed = [...trials, ...exchanges].filter((point) => isAllowed(space, point));
  return better(acquisition, forbidden, here, allowed);
}

/** Random values that a parameter is tried with that a change makes active, beside those of the best known point of the branch. */
const guesses = 4;

/** The point with another value of one parameter; in several versions when that makes others active, whose values nobody has chosen yet. */
function changed({ space, leaders, random }: Terrain, point: Point, index: number, unit: number): Point[] {
  const fill = (i: number): number => {
    const dimension = space.dimensions[i];
    return dimension ? coordinateAt(dimension, random.uniform()) : Number.NaN;
  };
  const plain = point.with(index, unit);
  if (!space.conditional || !awakens(space, plain)) return [settle(space, plain, fill)];
  const versions = Array.from({ length: guesses }, () => settle(space, plain.slice(), fill));
  return [flipped(space, leaders, point, index, unit, fill), ...versions];
}

/** Whether a parameter is active that has no value. */
const awakens = (space: Space, point: Point): boolean =>
  point.some((unit, i) => Number.isNaN(unit) && isActive(space, point, i));

/**
 * Where ints share a constraint, one can often move only when another gives way: the same point with one step more of this int and one less of
 * another one, or more of both, each way.
 */
function exchangesWith(space: Space, { wholes }: Ints, point: Point, index: number): Point[] {
  if (!wholes.indices.includes(index)) return [];
  const others = wholes.indices.filter((i) => i !== index);
  return others.flatMap((other) =>
    [1, -1].flatMap((mine) =>
      [1, -1].flatMap((its) => stepped(space, stepped(space, [point], index, mine), other, its)),
    ),
  );
}

/** The points with one int moved by a number of levels; without those that would leave its bounds. */
function stepped(space: Space, points: readonly Point[], index: number, by: number): Point[] {
  const dimension = space.dimensions[index];
  if (!dimension) return [];
  return points.flatMap((point) => {
    const level = nearestLevel(dimension, at(point, index)) + by;
    return level >= 0 && level < dimension.levels ? [point.with(index, levelUnit(dimension, level))] : [];
  });
}

function alternatives(space: Space, point: Point, index: number, random: Random): number[] {
  const dimension = space.dimensions[index];
  if (!dimension || dimension.levels === Infinity || dimension.levels < 2 || !isActive(space, point, index)) return [];
  const level = nearestLevel(dimension, at(point, index));
  const levels =
    dimension.levels <= few
      ? Array.from({ length: dimension.levels }, (_, k) => k)
      : dimension.scale
        ? neighbors(level, dimension.levels, isTied(space, index) ? dimension.levels : 2)
        : Array.from({ length: few }, () => random.integer(dimension.levels));
  return levels.filter((k) => k !== level).map((k) => levelUnit(dimension, k));
}

/** Levels 1, 2, 4, … steps away on both sides, nearer than `reach`: gradient steps have moved the others, but not ints that share a constraint. */
function neighbors(level: number, count: number, reach: number): number[] {
  const found: number[] = [];
  for (let step = 1; step < reach; step *= 2) found.push(level - step, level + step);
  return found.filter((k) => k >= 0 && k < count);
}

function better(
  acquisition: Acquisition,
  forbidden: Terrain['forbidden'],
  here: Scored,
  trials: readonly Point[],
): Scored {
  const open = forbidden ? trials.filter((point) => !forbidden(point)) : trials;
  if (open.length === 0) return here;
  const scores = acquisition.score(stack(open), open.length);
  return open.reduce(
    (best: Scored, point, i) => (at(scores, i) > best.score + 1e-9 ? { point, score: at(scores, i) } : best),
    here,
  );
}
