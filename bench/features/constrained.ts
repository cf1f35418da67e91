// Constraint metrics: the best point lies where a constraint binds, and what breaks a constraint is worth nothing.
import { type Assignments, double, num, type Param } from '../task.ts';
import { branin, braninBox } from '../tasks/formulas.ts';
import type { Contender, Feature, FeatureTask } from './feature.ts';
import { atMost, type MetricTask, optimized, trajectory } from './metric-task.ts';
import { bestNetworks, networkError, networkLatency, networkParams } from './trained-network.ts';

/** `best`: the least value that satisfies every constraint; `nothing`: the score of a run that satisfied them never, about a bad value. */
export type ConstrainedTask = MetricTask & { readonly best: number; readonly nothing: number };

const pair = (x: Assignments): readonly [number, number] => [num(x, 'x0'), num(x, 'x1')];

/** Branin's function inside a disc that leaves out all three of its minima (after Gelbart, Snoek & Adams 2014, §5.1). */
const disc: ConstrainedTask = {
  name: 'branin-disc',
  params: braninBox,
  metrics: [optimized, atMost(12)],
  evaluate: (x) => {
    const [a, b] = pair(x);
    return [branin(a, b), (a - 2.5) ** 2 + (b - 7.5) ** 2];
  },
  ...{ budget: 30, best: 3.173987, nothing: 50 },
};

/** Gramacy et al., "Modeling an augmented Lagrangian for blackbox constrained optimization" (2016), eq. 2: a slope under two curved constraints. */
const slope: ConstrainedTask = {
  name: 'slope-two-limits',
  params: [double('x0', 0, 1), double('x1', 0, 1)],
  metrics: [optimized, atMost(0), atMost(0)],
  evaluate: (x) => {
    const [a, b] = pair(x);
    const wave = 1.5 - a - 2 * b - 0.5 * Math.sin(2 * Math.PI * (a ** 2 - 2 * b));
    return [a + b, wave, a ** 2 + b ** 2 - 1.5];
  },
  ...{ budget: 30, best: 0.599788, nothing: 1.4 },
};

/** Weight of a coil spring under four limits of very different size (Arora, "Introduction to Optimum Design", 1989). */
const spring: ConstrainedTask = {
  name: 'spring3',
  params: [double('wire', 0.05, 2), double('coil', 0.25, 1.3), double('turns', 2, 15)],
  metrics: [optimized, atMost(0), atMost(0), atMost(0), atMost(0)],
  evaluate: (x) => {
    const [d, D, n] = [num(x, 'wire'), num(x, 'coil'), num(x, 'turns')];
    const shear = (4 * D ** 2 - d * D) / (12566 * (D * d ** 3 - d ** 4)) + 1 / (5108 * d ** 2) - 1;
    return [
      Math.log((n + 2) * D * d ** 2),
      1 - (D ** 3 * n) / (71785 * d ** 4),
      Number.isFinite(shear) ? shear : 1e6,
      1 - (140.45 * d) / (D ** 2 * n),
      (d + D) / 1.5 - 1,
    ];
  },
  ...{ budget: 60, best: Math.log(0.0126652), nothing: 2 },
};

const limit = 2;
const network: ConstrainedTask = {
  name: 'network-latency4',
  params: networkParams,
  metrics: [optimized, atMost(limit)],
  evaluate: (x) => [networkError(x), networkLatency(x)],
  budget: 40,
  best: Math.min(
    ...bestNetworks()
      .filter((x) => networkLatency(x) <= limit)
      .map(networkError),
  ),
  nothing: 0.5,
};

const units = (d: number): Param[] => Array.from({ length: d }, (_, i) => double(`x${i}`, 0, 1));
const coordinates = (x: Assignments, d: number): number[] => Array.from({ length: d }, (_, i) => num(x, `x${i}`));
const apart = (x: readonly number[], from: readonly number[]): number =>
  from.reduce((sum, c, i) => sum + ((x[i] ?? 0) - c) ** 2, 0);

/** Whether it runs at all is a flag, which is down in a tenth of the space; the optimum lies where that border meets the other's. */
const flag: ConstrainedTask = {
  name: 'flag4',
  params: units(4),
  metrics: [optimized, atMost(0), atMost(0.85)],
  evaluate: (given) => {
    const x = coordinates(given, 4);
    const [a = 0, , c = 0, d = 0] = x;
    return [apart(x, [0.75, 0.55, 0.6, 0.5]), apart(x, [0.62, 0.3]) > 0.18 ** 2 ? 1 : 0, c + d + 0.2 * a];
  },
  ...{ budget: 50, best: 0.08584, nothing: 0.6 },
};

/** How many of three demands are not met. */
const violations: ConstrainedTask = {
  name: 'violations5',
  params: units(5),
  metrics: [optimized, atMost(0)],
  evaluate: (given) => {
    const x = coordinates(given, 5);
    const [a = 0, b = 0, c = 0, d = 0] = x;
    const broken = [Math.abs(a - 0.55) > 0.12, b + c > 0.75, Math.abs(d - 0.35) > 0.18];
    return [apart([a, b, c, x[4] ?? 0], [0.5, 0.5, 0.55, 0.3]), broken.filter(Boolean).length];
  },
  ...{ budget: 50, best: 0.045, nothing: 0.6 },
};

export const constrainedTasks: readonly ConstrainedTask[] = [disc, slope, spring, network, flag, violations];

/** The best value that satisfies the constraints, above the best there is. */
function scoreOf({ metrics, best, nothing }: ConstrainedTask, seen: readonly (readonly number[])[]): number {
  const good = seen.filter((values) =>
    metrics.every(({ role, threshold }, k) => role !== 'constraint' || (values[k] ?? 0) <= (threshold ?? 0)),
  );
  return good.length > 0 ? Math.min(...good.map(([value = Number.NaN]) => value)) - best : nothing;
}

const toFeatureTask = (task: ConstrainedTask): FeatureTask => ({
  name: task.name,
  run: (contender: Contender, seed: number) =>
    scoreOf(
      task,
      trajectory(task, contender, seed, ([value = Number.NaN]) => value),
    ),
});

export const feature: Feature = {
  score: 'best value that satisfies the constraints, above the best there is',
  without: 'only the optimized metric is reported',
  tasks: constrainedTasks.map(toFeatureTask),
};
