// Branches of a space with conditions: which parameters decide what is active, and the best known point of each branch.
import { at } from '../kernels/at.ts';
import type { Point } from '../types.ts';
import { isActive, type Space, settle } from './space.ts';

/** Indices of the parameters that others depend on. */
export const parentsOf = ({ dimensions }: Space): readonly number[] =>
  [...new Set(dimensions.flatMap(({ parameter }) => parameter.when.map(({ parent }) => parent)))].sort((a, b) => a - b);

/** Branches that are remembered: a space may have more of them than observations. */
const most = 64;

/** Of points that come the best first, the first of each combination of values that parents have. Empty without conditions. */
export function leadersOf(space: Space, points: Iterable<Point>): Point[] {
  if (!space.conditional) return [];
  const parents = parentsOf(space);
  const leaders = new Map<string, Point>();
  for (const point of points) {
    const branch = parents.map((i) => at(point, i)).join();
    if (!leaders.has(branch)) leaders.set(branch, point);
    if (leaders.size >= most) break;
  }
  return [...leaders.values()];
}

/**
 * The point with another value `unit` of parent `index`; parameters that become active take their values from the best known point that has
 * them active under this value, else from `fill`.
 */
export function flipped(
  space: Space,
  leaders: readonly Point[],
  point: Point,
  index: number,
  unit: number,
  fill: (index: number) => number,
): Point {
  const taken = leaders.filter((leader) => at(leader, index) === unit);
  return settle(space, point.with(index, unit), (i) => {
    const leader = taken.find((one) => !Number.isNaN(at(one, i)));
    return leader ? at(leader, i) : fill(i);
  });
}

/** A combination of values of the parents, and how well it is known. */
export type Branch = {
  /** (P) values of the parents, NaN elsewhere and where a parent is inactive itself. */
  readonly values: Point;
  /** Parameters with more than one value that are active, parents left out. */
  readonly active: number;
};

/** All branches of a space; null for more than `limit`. */
export function branchesOf(space: Space, limit: number): Branch[] | null {
  const parents = parentsOf(space);
  let found: Point[] = [new Float64Array(space.dimensions.length).fill(Number.NaN)];
  for (const index of parents) {
    const levels = space.dimensions[index]?.levels ?? 1;
    found = found.flatMap((point) =>
      isActive(space, point, index) ? Array.from({ length: levels }, (_, k) => point.with(index, k)) : [point],
    );
    if (found.length > limit) return null;
  }
  return found.map((values) => ({ values, active: activeOf(space, values, parents) }));
}

const activeOf = (space: Space, values: Point, parents: readonly number[]): number =>
  space.dimensions.filter(({ levels }, i) => levels > 1 && !parents.includes(i) && isActive(space, values, i)).length;

export const isIn = ({ values }: Branch, point: Point): boolean =>
  values.every((value, i) => Number.isNaN(value) || value === at(point, i));
