// Nothing but constraints: how much of what satisfies them a run has been near to, where that lies in several places.
import { squaredDistance } from '../../shared/engine/space/distance.ts';
import { makeSpace, type Space } from '../../shared/engine/space/space.ts';
import type { Point } from '../../shared/engine/types.ts';
import { seeded } from '../random.ts';
import { draw } from '../space.ts';
import { toProblem } from '../suite.ts';
import { type Assignments, categorical, double, int, num, word } from '../task.ts';
import type { Contender, Feature, FeatureTask } from './feature.ts';
import { atMost, type MetricTask, trajectory } from './metric-task.ts';
import { place } from './place.ts';

/** `radius`: how near is near, in ranges of the parameters (0: the very same point); `share`: of the space that satisfies all constraints. */
export type SearchTask = MetricTask & { readonly radius: number; readonly share: number };

const squared = (x: Assignments, center: readonly number[]): number =>
  center.reduce((sum, c, i) => sum + (num(x, `x${i}`) - c) ** 2, 0);

/** Two equal balls in opposite corners, of which nothing says that there is a second. */
const balls: SearchTask = {
  name: 'two-balls3',
  params: [double('x0', 0, 1), double('x1', 0, 1), double('x2', 0, 1)],
  metrics: [atMost(0.2)],
  evaluate: (x) => [Math.sqrt(Math.min(squared(x, [0.25, 0.3, 0.25]), squared(x, [0.75, 0.7, 0.75])))],
  ...{ budget: 50, radius: 0.1, share: (8 / 3) * Math.PI * 0.2 ** 3 },
};

const [inner, outer, stripe] = [0.28, 0.32, 0.1];
/** Area of a disc of radius r without the part that lies in the stripe, which is 2·stripe wide and passes through its middle. */
const beside = (r: number): number =>
  Math.PI * r ** 2 - 2 * (stripe * Math.sqrt(r ** 2 - stripe ** 2) + r ** 2 * Math.asin(stripe / r));
/** A thin ring that a stripe cuts into two arcs. */
const arcs: SearchTask = {
  name: 'two-arcs',
  params: [double('x0', 0, 1), double('x1', 0, 1)],
  metrics: [atMost(outer ** 2), atMost(-(inner ** 2)), atMost(-stripe)],
  evaluate: (x) => {
    const square = squared(x, [0.5, 0.5]);
    return [square, -square, -Math.abs(num(x, 'x0') - 0.5)];
  },
  ...{ budget: 50, radius: 0.05, share: beside(outer) - beside(inner) },
};

/** Density, stiffness and price by weight of a material, in those of steel. */
const materials: Readonly<Record<string, readonly [number, number, number]>> = {
  steel: [1, 1, 1],
  aluminium: [0.34, 0.34, 1.5],
  wood: [0.08, 0.055, 0.6],
  foam: [0.01, 0.0005, 5],
};

/** A beam that must be light, stiff and cheap: each material but foam has its own sizes that will do, 42 of all 768 points. */
const beam: SearchTask = {
  name: 'beam-materials3',
  params: [categorical('material', Object.keys(materials)), int('width', 1, 12), int('height', 1, 16)],
  metrics: [atMost(0), atMost(0), atMost(0)],
  evaluate: (x) => {
    const [density, stiffness, price] = materials[word(x, 'material')] ?? [Number.NaN, Number.NaN, Number.NaN];
    const [width, height] = [num(x, 'width'), num(x, 'height')];
    const weight = density * width * height;
    return [weight / 18 - 1, 3 - Math.log10(stiffness * width * height ** 3), (price * weight) / 16 - 1];
  },
  ...{ budget: 50, radius: 0, share: 42 / 768 },
};

export const searchTasks: readonly SearchTask[] = [balls, arcs, beam];

/** By how much the worst constraint is broken; at most 0 where all hold. */
export const excess = ({ metrics }: MetricTask, values: readonly number[]): number =>
  metrics.reduce((most, { threshold }, k) => Math.max(most, (values[k] ?? Number.NaN) - (threshold ?? 0)), -Infinity);

/** What is found should be near to each of these: random points that satisfy the constraints, the same for all runs. */
function targets(task: SearchTask, space: Space): Point[] {
  const rng = seeded(11);
  const points = Array.from({ length: 20_000 }, () => draw(task.params, rng));
  return points.filter((x) => excess(task, task.evaluate(x)) <= 0).map((x) => place(space, x));
}

/** Share of what satisfies the constraints that is near to none of the points that do. */
export function missed(task: SearchTask, seen: readonly Assignments[]): number {
  const space = makeSpace(toProblem(task.params));
  const good = seen.filter((x) => excess(task, task.evaluate(x)) <= 0).map((x) => place(space, x));
  const wanted = targets(task, space);
  const far = wanted.filter((point) => good.every((at) => squaredDistance(space, point, at) > task.radius ** 2));
  return far.length / wanted.length;
}

function toFeatureTask(task: SearchTask): FeatureTask {
  const run = (contender: Contender, seed: number): number => {
    const seen: Assignments[] = [];
    const evaluate = (x: Assignments): readonly number[] => {
      seen.push(x);
      return task.evaluate(x);
    };
    trajectory({ ...task, evaluate }, contender, seed, (values) => excess(task, values));
    return missed(task, seen);
  };
  return { name: task.name, run };
}

export const feature: Feature = {
  score: 'share of what satisfies all constraints that has no such evaluation near it',
  without: 'the largest excess over a threshold is optimized',
  tasks: searchTasks.map(toFeatureTask),
};
