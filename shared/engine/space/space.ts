// The search space: assignments to points and back, which parameters are active, and how many points there are.

import { at } from '../kernels/at.ts';
import type { Assignments, Parameter, Point, Problem, Value } from '../types.ts';
import { checkProblem } from './check.ts';
import { makeRegion, type Region } from './region.ts';
import { type Dimension, makeDimension, nearestLevel, unitOf, valueAt } from './scale.ts';

export type Space = {
  /** Shape (P), in the order of the problem's parameters. */
  readonly dimensions: readonly Dimension[];
  /** True where a parameter depends on another one. */
  readonly conditional: boolean;
  /** What linear constraints leave; null without any. */
  readonly region: Region | null;
  /** How many different assignments there are; Infinity when they cannot be counted. */
  readonly size: number;
  /** Null: none. The last dimension is theirs. */
  readonly tasks: Tasks | null;
};

export type Tasks = {
  /** Ascending, the last one 1. */
  readonly costs: readonly number[];
  /** The space without the dimension of the tasks. */
  readonly target: Space;
};

/**
 * Compiles a problem. Throws when it is none (check.ts), or a constraint is of a kind that is not carried out.
 */
export function makeSpace(problem: Problem): Space {
  checkProblem(problem);
  const dimensions = problem.parameters.map(makeDimension);
  const conditional = problem.parameters.some((parameter) => parameter.when.length > 0);
  const region = makeRegion(dimensions, problem.constraints);
  const target = { dimensions, conditional, region, size: countInside(dimensions, region), tasks: null };
  return problem.tasks ? withTasks(target, sortedCosts(problem.tasks)) : target;
}

function withTasks(target: Space, costs: readonly number[]): Space {
  const dimensions = [...target.dimensions, makeDimension(taskParameter(costs))];
  return { ...target, dimensions, size: target.size * costs.length, tasks: { costs, target } };
}

/** Constrained ints are counted by themselves; too many to count are as many as without constraints, which nobody will ever use up. */
function countInside(dimensions: readonly Dimension[], region: Region | null): number {
  const all = countAssignments(dimensions);
  const { ints } = region ?? { ints: null };
  if (!ints || all === Infinity) return all;
  const inside = ints.count();
  if (inside === Infinity) return all;
  const { indices } = ints.wholes;
  return inside * countAssignments(dimensions.map((d, i) => (indices.includes(i) ? { ...d, levels: 1 } : d)));
}

function sortedCosts(costs: readonly number[]): readonly number[] {
  const sorted = [...new Set(costs)].sort((a, b) => a - b);
  const isShare = sorted.every((cost) => cost > 0 && cost <= 1);
  if (sorted.length === costs.length && sorted.length > 1 && isShare && sorted.at(-1) === 1) return sorted;
  const rule = 'must be at least two distinct numbers above 0, the largest 1';
  throw new Error(`Invalid tasks ([${costs}]): ${rule}. Give the cost of each task as a share of the full one.`);
}

/** Nameless, so that it meets no other one. The logarithm, because a task of a tenth is to one of a third as that is to the full one. */
const taskParameter = (values: readonly number[]): Parameter => ({
  kind: 'grid',
  name: '',
  when: [],
  values,
  log: true,
});

/** Whether parameter `index` takes part at this point; coordinates of its parents must be settled. */
export function isActive({ dimensions }: Pick<Space, 'dimensions'>, point: Point, index: number): boolean {
  const when = dimensions[index]?.parameter.when ?? [];
  return when.every(({ parent, values }) => values.includes(at(point, parent)));
}

/** Makes inactive coordinates NaN and gives those that became active a coordinate by `fill`; changes the point. */
export function settle(space: Space, point: Point, fill: (index: number) => number): Point {
  if (!space.conditional) return point;
  for (let i = 0; i < space.dimensions.length; i++) {
    if (!isActive(space, point, i)) point[i] = Number.NaN;
    else if (Number.isNaN(at(point, i))) point[i] = fill(i);
  }
  return point;
}

/**
 * Null when a value cannot be encoded: an active parameter is missing, a category is unknown, a logarithm does not exist, no task has
 * the `cost`.
 */
export function encode(space: Space, assignments: Assignments, cost = 1): Point | null {
  if (space.tasks && !space.tasks.costs.includes(cost)) return null;
  const point = new Float64Array(space.dimensions.length);
  for (const [i, dimension] of space.dimensions.entries()) {
    const active = isActive(space, point, i);
    const value = isTask(space, i) ? cost : assignments[dimension.parameter.name];
    const unit = active ? coordinate(dimension, value) : Number.NaN;
    if (active && !Number.isFinite(unit)) return null;
    point[i] = unit;
  }
  return point;
}

/** Where values are wanted, of some parameters or of all: NaN for the others, and for what has no coordinate. Null when none has. */
export function wished(space: Space, values: Assignments): Point | null {
  const point = Float64Array.from(space.dimensions, (dimension, i) =>
    isTask(space, i) ? Number.NaN : coordinate(dimension, values[dimension.parameter.name]),
  );
  if (point.every(Number.isNaN)) return null;
  // Run in full.
  return point.map((unit, i) => (isTask(space, i) ? 1 : unit));
}

/** The coordinate of a value of a numeric parameter; NaN where it has none. */
export function coordinateOf({ dimensions }: Pick<Space, 'dimensions'>, index: number, value: number): number {
  const dimension = dimensions[index];
  return dimension ? unitOf(dimension, value) : Number.NaN;
}

/** Whether a dimension is that of the tasks. */
const isTask = ({ tasks, dimensions }: Space, index: number): boolean =>
  tasks !== null && index === dimensions.length - 1;

/** Cost of the task of a point; null where there are no tasks. */
export function costAt({ tasks, dimensions }: Space, point: Point): number | null {
  const task = tasks && dimensions.at(-1);
  return task ? valueAt(task, at(point, dimensions.length - 1)) : null;
}

function coordinate(dimension: Dimension, value: Value | undefined): number {
  const { parameter } = dimension;
  if (parameter.kind === 'categorical') {
    const index = value === undefined ? -1 : parameter.values.indexOf(String(value));
    return index < 0 ? Number.NaN : index;
  }
  const unit = typeof value === 'number' ? unitOf(dimension, value) : Number.NaN;
  if (Number.isNaN(unit) || (dimension.scale?.log && !Number.isFinite(unit))) return Number.NaN;
  return Math.min(1 + farthest, Math.max(-farthest, unit));
}

/**
 * Observations may lie outside of the bounds. Beyond ten ranges away they tell nothing of the inside any more, and squares of their distances
 * would swamp those of all others, or overflow.
 */
const farthest = 10;

/** Values inside today's bounds, ints and grid values exact; inactive parameters are absent. */
export function decode(space: Space, point: Point): Assignments {
  const assignments: Record<string, Value> = {};
  for (const [i, dimension] of space.dimensions.entries()) {
    if (Number.isNaN(at(point, i)) || isTask(space, i)) continue;
    const { parameter } = dimension;
    assignments[parameter.name] =
      parameter.kind === 'categorical'
        ? (parameter.values[nearestLevel(dimension, at(point, i))] ?? '')
        : valueAt(dimension, at(point, i));
  }
  return assignments;
}

/** Text that two points share exactly when they decode to the same assignments. */
export function pointKey(space: Space, point: Point): string {
  let key = '';
  for (const [i, dimension] of space.dimensions.entries()) {
    const unit = at(point, i);
    const part = Number.isNaN(unit) ? '~' : dimension.scale ? valueAt(dimension, unit) : nearestLevel(dimension, unit);
    key += i === 0 ? part : `,${part}`;
  }
  return key;
}

/** How many different assignments there are; Infinity with any double, or too many combinations of parents to count. */
export const cardinality = (space: Space): number => space.size;

/** Above this many combinations of parents we do not count: such a space is never used up by the observations an experiment may have. */
const countable = 10_000;

function countAssignments(dimensions: readonly Dimension[]): number {
  const parents = new Set(dimensions.flatMap(({ parameter }) => parameter.when.map(({ parent }) => parent)));
  const combinations = [...parents].reduce((product, i) => product * (dimensions[i]?.levels ?? 1), 1);
  return combinations > countable ? Infinity : count(dimensions, parents, new Float64Array(dimensions.length), 0);
}

/** Assignments of parameters `index` and later, given those before: branches only where a later parameter depends on the choice. */
function count(dimensions: readonly Dimension[], parents: ReadonlySet<number>, point: Point, index: number): number {
  const dimension = dimensions[index];
  if (!dimension) return 1;
  const active = isActive({ dimensions }, point, index);
  if (!active || !parents.has(index)) {
    point[index] = Number.NaN;
    return (active ? dimension.levels : 1) * count(dimensions, parents, point, index + 1);
  }
  let total = 0;
  for (let level = 0; level < dimension.levels; level++) {
    point[index] = level;
    total += count(dimensions, parents, point, index + 1);
  }
  return total;
}
