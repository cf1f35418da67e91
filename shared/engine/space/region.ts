// What linear constraints leave of a space: the test for a point, and somewhere to draw from.

import { at } from '../kernels/at.ts';
import { type HalfSpace, halfSpace, isSatisfied } from '../linear/constraint.ts';
import { type Cloud, makeCloud } from '../linear/hit-and-run.ts';
import { someWholePoint } from '../linear/integer-program.ts';
import { type Relaxation, relax } from '../linear/near-whole.ts';
import { makePolytope, norm, type Polytope, shrunk } from '../linear/polytope.ts';
import { countWhole, type WholePoint, type Wholes } from '../linear/whole-points.ts';
import type { LinearConstraint, Parameter, Point } from '../types.ts';
import { type Dimension, roundingOf, valueAt } from './scale.ts';

export type Region = {
  readonly halfSpaces: readonly HalfSpace[];
  readonly doubles: Doubles | null;
  readonly ints: Ints | null;
};

/** The constrained doubles that can vary, in their unit coordinates. */
export type Doubles = {
  readonly indices: readonly number[];
  /** Smaller than what the constraints say by what the rounding of values may add, if that leaves anything. */
  readonly polytope: Polytope;
  /** (m) what rounding may add to each row; a point farther than this outside the polytope, and as far again, breaks a constraint. */
  readonly roundings: Float64Array;
  /** Made when it is first asked for: most asks need it, many other uses of a space do not. */
  readonly cloud: () => Cloud;
};

/** The constrained ints, in their own values. */
export type Ints = {
  readonly wholes: Wholes;
  /** Null: too thin to draw from. Made when it is first asked for. */
  readonly relaxation: () => Relaxation | null;
  /** One that satisfies the constraints; null: there is none, or none was found. */
  readonly some: () => WholePoint | null;
  /** How many there are; Infinity: too many to count. */
  readonly count: () => number;
};

/** Null without constraints. Throws for a constraint that the engine does not carry out. */
export function makeRegion(
  dimensions: readonly Dimension[],
  constraints: readonly LinearConstraint[] | undefined,
): Region | null {
  if (!constraints?.length) return null;
  for (const constraint of constraints) check(dimensions, constraint);
  const halfSpaces = constraints.map(halfSpace);
  const isInt = ({ terms }: HalfSpace) => dimensions[terms[0]?.parameter ?? -1]?.parameter.kind === 'int';
  const [ofInts, ofDoubles] = [halfSpaces.filter(isInt), halfSpaces.filter((one) => !isInt(one))];
  return { halfSpaces, doubles: makeDoubles(dimensions, ofDoubles), ints: makeInts(dimensions, ofInts) };
}

function check(dimensions: readonly Dimension[], { terms }: LinearConstraint): void {
  const kinds = new Set(terms.map(({ parameter }) => kindOf(dimensions[parameter]?.parameter)));
  const [kind] = kinds;
  if (kinds.size === 1 && kind !== null && terms.some(({ weight }) => weight !== 0)) return;
  const rule =
    'must name doubles or ints, not both, without logarithm, grid and conditions, and a weight that is not 0';
  throw new Error(`Invalid constraint (${JSON.stringify(terms)}): it ${rule}. Leave it out, or state it over others.`);
}

const kindOf = (parameter: Parameter | undefined): 'double' | 'int' | null =>
  (parameter?.kind === 'double' || parameter?.kind === 'int') && !parameter.log && parameter.when.length === 0
    ? parameter.kind
    : null;

export const indicesOf = (halfSpaces: readonly HalfSpace[]): number[] =>
  [...new Set(halfSpaces.flatMap(({ terms }) => terms.map(({ parameter }) => parameter)))].sort((a, b) => a - b);

function makeDoubles(dimensions: readonly Dimension[], halfSpaces: readonly HalfSpace[]): Doubles | null {
  const indices = indicesOf(halfSpaces).filter((i) => dimensions[i]?.levels === Infinity);
  if (indices.length === 0) return null;
  const roundings = indices.map((i) => {
    const parameter = dimensions[i]?.parameter;
    return parameter?.kind === 'double' ? roundingOf(parameter) : 0;
  });
  const cuts = halfSpaces.map((one) => inUnits(dimensions, one, indices)).filter(({ row }) => norm(row) > 0);
  const exact = makePolytope(
    cuts.map(({ row }) => row),
    Float64Array.from(cuts, ({ limit }) => limit),
  );
  const doubts = Float64Array.from(exact.normals, (row) =>
    row.reduce((sum, v, j) => sum + Math.abs(v) * (roundings[j] ?? 0), 1e-12),
  );
  // Half the radius at most: a region that is thinner than the rounding is left to the exact test.
  const polytope = shrunk(
    exact,
    doubts.map((doubt) => Math.max(0, Math.min(doubt, exact.radius / 2))),
  );
  return { indices, polytope, roundings: doubts, cloud: once(() => makeCloud(polytope)) };
}

/** The same half space over unit coordinates; parameters that cannot vary are part of the limit. */
function inUnits(dimensions: readonly Dimension[], { terms, threshold }: HalfSpace, indices: readonly number[]) {
  const row = new Float64Array(indices.length);
  let limit = threshold;
  for (const { parameter: i, weight } of terms) {
    const scale = dimensions[i]?.scale;
    if (!scale) continue;
    const position = indices.indexOf(i);
    if (position >= 0) row[position] = weight * (scale.high - scale.low);
    limit -= weight * scale.low;
  }
  return { row, limit };
}

function makeInts(dimensions: readonly Dimension[], halfSpaces: readonly HalfSpace[]): Ints | null {
  const indices = indicesOf(halfSpaces);
  if (indices.length === 0) return null;
  const ends = indices.map((i) => boundsOf(dimensions[i]?.parameter));
  const wholes = {
    indices,
    low: Float64Array.from(ends, ({ min }) => min),
    high: Float64Array.from(ends, ({ max }) => max),
    halfSpaces: halfSpaces.map(({ terms, threshold }) => ({
      terms: terms.map(({ parameter, weight }) => ({ parameter: indices.indexOf(parameter), weight })),
      threshold,
    })),
  };
  return {
    wholes,
    relaxation: once(() => relax(wholes)),
    some: once(() => someWholePoint(wholes)),
    count: once(() => countWhole(wholes)),
  };
}

export const boundsOf = (parameter: Parameter | undefined): { readonly min: number; readonly max: number } =>
  parameter && 'min' in parameter ? parameter : { min: 0, max: 0 };

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Whether what goes out for this point satisfies every constraint. The exact test writes numbers as decimals, so the clear cases go before it. */
export function isInside(region: Region, dimensions: readonly Dimension[], point: Point): boolean {
  const clear = region.doubles ? judge(region.doubles, point) : true;
  if (clear === false || (clear && !region.ints)) return clear;
  return satisfiesAll(region, dimensions, point);
}

/** The exact test, which sees constraints over doubles that cannot vary too: these are the same at every point. */
export const satisfiesAll = (region: Region, dimensions: readonly Dimension[], point: Point): boolean =>
  region.halfSpaces.every((one) => isSatisfied(one, (i) => valueIn(dimensions[i], at(point, i))));

/** Null where rounding decides. A point may lie outside of the cube, like the observation it was found near; what goes out lies on its surface. */
function judge({ indices, polytope, roundings }: Doubles, point: Point): boolean | null {
  let inside = true;
  for (const [i, row] of polytope.normals.entries()) {
    const doubt = at(roundings, i);
    let outside = -at(polytope.limits, i);
    for (const [j, index] of indices.entries()) outside += at(row, j) * Math.min(1, Math.max(0, at(point, index)));
    if (outside > 2 * doubt) return false;
    inside &&= outside <= 0 && doubt <= polytope.radius / 2;
  }
  return inside ? true : null;
}

const valueIn = (dimension: Dimension | undefined, unit: number): number =>
  dimension ? valueAt(dimension, unit) : Number.NaN;
