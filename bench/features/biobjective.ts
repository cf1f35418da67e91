// Several optimized metrics: how much of what is possible a run's front covers.
import { type Assignments, double, num, type Param } from '../task.ts';
import { branin } from '../tasks/formulas.ts';
import type { Contender, Feature, FeatureTask } from './feature.ts';
import { hypervolume } from './hypervolume.ts';
import { type MetricTask, optimized, trajectory } from './metric-task.ts';
import { bestNetworks, networkError, networkLatency, networkParams } from './trained-network.ts';

/** `ideal`, `reference`: where each metric begins and where a value is worth nothing; `volume`: what the best front dominates below the reference. */
export type FrontTask = MetricTask & {
  readonly ideal: readonly number[];
  readonly reference: readonly number[];
  readonly volume: number;
};

const cube = (d: number): Param[] => Array.from({ length: d }, (_, i) => double(`x${i}`, 0, 1));
const coordinates = (params: readonly Param[], x: Assignments): number[] => params.map(({ name }) => num(x, name));

/** Currin's exponential function (Currin et al. 1988). */
const currin = (x: number, y: number): number =>
  (y > 0 ? 1 - Math.exp(-1 / (2 * y)) : 1) *
  ((2300 * x ** 3 + 1900 * x ** 2 + 2092 * x + 60) / (100 * x ** 3 + 500 * x ** 2 + 4 * x + 20));

const plane = cube(2);
/** Both minimised as they stand; box, reference and volume are those of BoTorch's problem of this name (after Belakaria, Deshwal & Doppa 2019, §5). */
const braninCurrin: FrontTask = {
  name: 'branin-currin',
  params: plane,
  metrics: [optimized, optimized],
  evaluate: (x) => {
    const [a = 0, b = 0] = coordinates(plane, x);
    return [branin(15 * a - 5, 15 * b), currin(a, b)];
  },
  ...{ budget: 30, ideal: [0.4, 1.18], reference: [18, 6], volume: 59.36011875 },
};

const four = cube(4);
/** ZDT1 of Zitzler, Deb & Thiele (2000): the front is y = 1 − √x, x from 0 to 1. */
const zdt1: FrontTask = {
  name: 'zdt1-4',
  params: four,
  metrics: [optimized, optimized],
  evaluate: (x) => {
    const [first = 0, ...rest] = coordinates(four, x);
    const g = 1 + (9 * rest.reduce((a, b) => a + b, 0)) / rest.length;
    return [first, g * (1 - Math.sqrt(first / g))];
  },
  ...{ budget: 40, ideal: [0, 0], reference: [1.1, 1.1] },
  // ∫ 1.1 − (1 − √x) over the front, and the strip to its right.
  volume: 0.1 + 2 / 3 + 0.11,
};

/** DTLZ2 of Deb, Thiele, Laumanns & Zitzler (2002): the front is the part of the unit sphere where all metrics are positive; `middle`: where the other parameters should be. */
function sphere(metrics: number, params: readonly Param[], middle: number): (x: Assignments) => number[] {
  return (x) => {
    const units = coordinates(params, x);
    const angles = units.slice(0, metrics - 1).map((u) => (u * Math.PI) / 2);
    const radius = 1 + units.slice(metrics - 1).reduce((sum, v) => sum + (v - middle) ** 2, 0);
    return Array.from({ length: metrics }, (_, m) => {
      const last = m > 0 ? Math.sin(angles[metrics - 1 - m] ?? 0) : 1;
      return angles.slice(0, metrics - 1 - m).reduce((product, angle) => product * Math.cos(angle), radius) * last;
    });
  };
}

const sphere3: FrontTask = {
  name: 'dtlz2-three-metrics',
  params: four,
  metrics: [optimized, optimized, optimized],
  evaluate: sphere(3, four, 0.5),
  ...{ budget: 40, ideal: [0, 0, 0], reference: [1.1, 1.1, 1.1], volume: 1.1 ** 3 - Math.PI / 6 },
};

const seven = cube(7);
const sphere4: FrontTask = {
  name: 'dtlz2-four-metrics',
  params: seven,
  metrics: [optimized, optimized, optimized, optimized],
  evaluate: sphere(4, seven, 0.6),
  ...{ budget: 60, ideal: [0, 0, 0, 0], reference: [1.2, 1.2, 1.2, 1.2], volume: 1.2 ** 4 - Math.PI ** 2 / 32 },
};

const networkReference = [0.3, 10];
const network: FrontTask = {
  name: 'network-error-latency4',
  params: networkParams,
  metrics: [optimized, optimized],
  evaluate: (x) => [networkError(x), networkLatency(x)],
  ...{ budget: 40, ideal: [0.04, 0.35], reference: networkReference },
  volume: staircase(
    bestNetworks().map((x) => [networkError(x), networkLatency(x)] as const),
    networkReference,
  ),
};

/** As `hypervolume` of two metrics, for thousands of points. */
function staircase(points: readonly (readonly [number, number])[], [right = 0, top = 0]: readonly number[]): number {
  let [volume, height] = [0, top];
  for (const [x, y] of points.toSorted((a, b) => a[0] - b[0])) {
    if (y >= height || x >= right) continue;
    volume += (right - x) * (height - y);
    height = y;
  }
  return volume;
}

const five = cube(5);
const wave = (x: number): number => -x * Math.sin(10 * Math.PI * x);
const zdt3Reference = [0.95, 1.1];
/** ZDT3 of Zitzler, Deb & Thiele (2000): the front has five parts on the curve y = 1 − √x − x sin(10πx). */
const zdt3: FrontTask = {
  name: 'zdt3-5',
  params: five,
  metrics: [optimized, optimized],
  evaluate: (x) => {
    const [first = 0, ...rest] = coordinates(five, x);
    const g = 1 + (9 * rest.reduce((a, b) => a + b, 0)) / rest.length;
    return [first, g * (1 - Math.sqrt(first / g)) + wave(first)];
  },
  ...{ budget: 60, ideal: [0, -0.774], reference: zdt3Reference },
  volume: staircase(
    Array.from({ length: 100_001 }, (_, i) => [i / 1e5, 1 - Math.sqrt(i / 1e5) + wave(i / 1e5)] as const),
    zdt3Reference,
  ),
};

export const frontTasks: readonly FrontTask[] = [braninCurrin, zdt1, network, sphere3, zdt3, sphere4];

function toFeatureTask(task: FrontTask): FeatureTask {
  const { ideal, reference, volume } = task;
  const sum = (values: readonly number[]): number =>
    values.reduce((total, value, m) => total + (value - (ideal[m] ?? 0)) / ((reference[m] ?? 1) - (ideal[m] ?? 0)), 0);
  const run = (contender: Contender, seed: number): number =>
    1 - hypervolume(trajectory(task, contender, seed, sum), reference) / volume;
  return { name: task.name, run };
}

export const feature: Feature = {
  score: 'share of the best front’s hypervolume that is missing',
  without: 'the sum of the metrics, each in units of its range, is optimized',
  tasks: frontTasks.map(toFeatureTask),
};
