// Earlier experiments told in today's space: parameters are matched by name and kind, rows outside of today's bounds are left out. A category
// that an earlier experiment did not have stood at today's default in it, where there is one: left open it would be unlike all of today's.

import { at } from '../kernels/at.ts';
import { stack } from '../numerics/vectors.ts';
import { squaredDistance } from '../space/distance.ts';
import { type Dimension, unitOf } from '../space/scale.ts';
import { isActive, type Space, settle } from '../space/space.ts';
import type { Assignments, Parameter, Point, Source, Sources, Value } from '../types.ts';

/** What an earlier experiment was, and what it observed: values by today's metrics, to be minimised, null where there is none. */
export type Earlier = {
  readonly parameters: readonly Pick<Parameter, 'name' | 'kind'>[];
  readonly rows: readonly { readonly assignments: Assignments; readonly values: readonly (number | null)[] }[];
};

/** Rows of the earlier experiment as points of the space, with `metrics` columns of values. `defaults` (P): NaN where there is none, only those of categories count; null: none at all. */
export function readEarlier(
  space: Space,
  { parameters, rows }: Earlier,
  metrics: number,
  defaults: Point | null = null,
): Sources {
  const shared = space.dimensions.map(({ parameter }) =>
    parameters.some((other) => other.name === parameter.name && isNumeric(other) === isNumeric(parameter)),
  );
  const told = rows.flatMap(({ assignments, values }) => {
    const point = tell(space, shared, assignments, defaults);
    return point ? [{ point, values }] : [];
  });
  return {
    n: told.length,
    points: stack(told.map(({ point }) => point)),
    columns: Array.from({ length: metrics }, (_, k) =>
      Float64Array.from(told, ({ values }) => values[k] ?? Number.NaN),
    ),
  };
}

const isNumeric = ({ kind }: Pick<Parameter, 'kind'>): boolean => kind !== 'categorical';

/** Null when the row lies outside of today's space, or nothing of it is shared. */
function tell(
  space: Space,
  shared: readonly boolean[],
  assignments: Assignments,
  defaults: Point | null,
): Point | null {
  const point = new Float64Array(space.dimensions.length).fill(Number.NaN);
  let says = false;
  for (const [i, dimension] of space.dimensions.entries()) {
    if (!isActive(space, point, i)) continue;
    const value = assignments[dimension.parameter.name];
    if (!shared[i]) point[i] = defaults && !dimension.scale ? at(defaults, i) : Number.NaN;
    else if (value !== undefined) {
      const unit = coordinate(dimension, value);
      if (unit === null) return null;
      point[i] = unit;
      says = true;
    }
  }
  return says ? point : null;
}

/** Null outside of the bounds, with a hair's breadth for rounding. */
function coordinate(dimension: Dimension, value: Value): number | null {
  const { parameter } = dimension;
  const unit =
    parameter.kind === 'categorical'
      ? parameter.values.indexOf(String(value))
      : typeof value === 'number'
        ? unitOf(dimension, value)
        : Number.NaN;
  if (parameter.kind === 'categorical') return unit >= 0 ? unit : null;
  return unit >= -1e-9 && unit <= 1 + 1e-9 ? Math.min(1, Math.max(0, unit)) : null;
}

/** Squared distance within which two points are one and the same idea. */
const sameIdea = 0.01;

/**
 * The best points of the sources by turns, at most `count`, none near another. What a source does not say of a point, `fill` does: a coordinate (by
 * its index) of a parameter that it did not have.
 */
export function leaders(
  space: Space,
  sources: readonly Pick<Source, 'n' | 'points' | 'values'>[],
  count: number,
  fill: (index: number) => number,
): Point[] {
  const P = space.dimensions.length;
  const queues = sources.map(({ n, points, values }) =>
    [...Array(n).keys()]
      .filter((i) => Number.isFinite(at(values, i)))
      .sort((a, b) => at(values, a) - at(values, b))
      .map((i) => points.slice(i * P, i * P + P)),
  );
  const chosen: Point[] = [];
  for (let rank = 0; chosen.length < count && queues.some((queue) => rank < queue.length); rank++) {
    for (const queue of queues) {
      const known = queue[rank];
      if (!known || chosen.length >= count) continue;
      const point = complete(space, known, fill);
      if (chosen.every((other) => squaredDistance(space, other, point) > sameIdea)) chosen.push(point);
    }
  }
  return chosen;
}

function complete(space: Space, point: Point, fill: (index: number) => number): Point {
  const whole = point.slice();
  for (let i = 0; i < whole.length; i++)
    if (Number.isNaN(at(whole, i)) && isActive(space, whole, i)) whole[i] = fill(i);
  return settle(space, whole, fill);
}
