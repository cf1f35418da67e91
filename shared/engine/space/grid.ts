// The grid walk: every combination in order, round and round.
import { at } from '../kernels/at.ts';
import type { Point } from '../types.ts';
import { type Dimension, levelUnit, makeDimension, valueAt } from './scale.ts';
import { type Space, settle } from './space.ts';

/** Values that a double without a grid is divided into; ends included. */
const steps = 10;

/**
 * Point number `index` (from 0): parameters sorted by name, the first varies fastest; starts again after the last combination. Conditions
 * only blank out what is inactive, so such a combination comes more than once.
 */
export function gridPoint(space: Space, index: number): Point {
  const order = space.dimensions.map((_, i) => i).sort((a, b) => (name(space, a) < name(space, b) ? -1 : 1));
  const point = new Float64Array(space.dimensions.length);
  let rest = index;
  for (const i of order) {
    const dimension = space.dimensions[i];
    if (!dimension) continue;
    const count = Number.isFinite(dimension.levels) ? dimension.levels : steps;
    const level = rest % count;
    point[i] = Number.isFinite(dimension.levels) ? levelUnit(dimension, level) : level / (steps - 1);
    rest = Math.floor(rest / count);
  }
  return settle(space, point, (i) => at(point, i));
}

/** The space of the points of the walk: every double is a grid of so many values. */
export const onGrid = (space: Space): Space => ({ ...space, dimensions: space.dimensions.map(stepped) });

function stepped(dimension: Dimension): Dimension {
  const { parameter, levels } = dimension;
  if (parameter.kind !== 'double' || levels < Infinity) return dimension;
  const { name: own, when, log } = parameter;
  const values = Array.from({ length: steps }, (_, level) => valueAt(dimension, level / (steps - 1)));
  return makeDimension({ kind: 'grid', name: own, when, log, values });
}

const name = (space: Space, index: number): string => space.dimensions[index]?.parameter.name ?? '';
