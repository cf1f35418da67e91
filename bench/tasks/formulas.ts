// Test functions of the literature: some in their own box, some shifted and turned. Optima are known.
import { type Assignments, double, num, type Param, type Task } from '../task.ts';
import { turnedBox } from './turned.ts';

const box = (d: number, min: number, max: number): Param[] =>
  Array.from({ length: d }, (_, i) => double(`x${i}`, min, max));
const vector = (params: readonly Param[], x: Assignments): number[] => params.map(({ name }) => num(x, name));
const named = (...values: number[]): Assignments => Object.fromEntries(values.map((value, i) => [`x${i}`, value]));
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Branin 1972; three equal optima, this is the lowest of the box. */
export function branin(a: number, b: number): number {
  const valley = b - (5.1 / (4 * Math.PI ** 2)) * a ** 2 + (5 / Math.PI) * a - 6;
  return valley ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) + 10;
}

const hartmannWeights = [1, 1.2, 3, 3.2];
const hartmannScales = [
  [3, 10, 30],
  [0.1, 10, 35],
  [3, 10, 30],
  [0.1, 10, 35],
];
const hartmannCenters = [
  [0.3689, 0.117, 0.2673],
  [0.4699, 0.4387, 0.747],
  [0.1091, 0.8732, 0.5547],
  [0.03815, 0.5743, 0.8828],
];

/** Hartmann's function of three variables (Dixon and Szegö 1978). */
export function hartmann3(v: readonly number[]): number {
  const peaks = hartmannWeights.map((weight, k) => {
    const distance = v.map((t, i) => (hartmannScales[k]?.[i] ?? 0) * (t - (hartmannCenters[k]?.[i] ?? 0)) ** 2);
    return weight * Math.exp(-sum(distance));
  });
  return -sum(peaks);
}

export const hartmann3Best = { best: -3.862782147820755, optimum: named(0.11461434836, 0.55564885185, 0.85254695474) };

/** Michalewicz 1992, steepness 10: ridges along the axes, flat elsewhere. */
const michalewicz = (v: readonly number[]): number =>
  -sum(v.map((t, i) => Math.sin(t) * Math.sin(((i + 1) * t ** 2) / Math.PI) ** 20));

/** Rastrigin 1974: a bowl with a dent at each whole number. */
export const rastrigin = (v: readonly number[]): number =>
  sum(v.map((t) => t ** 2 + 10 * (1 - Math.cos(2 * Math.PI * t))));

/** Griewank 1981: a wide bowl under waves whose product ties all axes together. */
const griewank = (v: readonly number[]): number =>
  1 + sum(v.map((t) => t ** 2)) / 4000 - v.reduce((product, t, i) => product * Math.cos(t / Math.sqrt(i + 1)), 1);

function task(
  name: string,
  params: readonly Param[],
  f: (v: readonly number[]) => number,
  best: number,
  optimum: Assignments,
): Task {
  return { name, family: 'formula', params, evaluate: (x) => f(vector(params, x)), best, optimum };
}

/** `f` has its optimum, 0, at the origin. */
function turned(name: string, d: number, seed: number, f: (v: readonly number[]) => number): Task {
  const { params, local, optimum } = turnedBox(d, seed);
  return { name, family: 'formula', params, evaluate: (x) => f(local(x)), best: 0, optimum };
}

/** Thirty parameters, of which three matter. */
const sparse = (v: readonly number[]): number =>
  Math.log1p(
    50 * ((v[4] ?? 0) - 0.21) ** 2 + 80 * ((v[17] ?? 0) - (v[4] ?? 0) - 0.43) ** 2 + 20 * ((v[26] ?? 0) - 0.87) ** 2,
  );
const sparseOptimum = named(...Array.from({ length: 30 }, (_, i) => ({ 4: 0.21, 17: 0.64, 26: 0.87 })[i] ?? 0.1));

export const braninBox = [double('x0', -5, 10), double('x1', 0, 15)];
const michalewiczOptimum = named(2.20290552, 1.57079633, 1.28499157, 1.92305847, 1.72046977);

export const formulas: readonly Task[] = [
  task('branin', braninBox, ([a = 0, b = 0]) => branin(a, b), 10 / (8 * Math.PI), named(Math.PI, 2.275)),
  task('hartmann3', box(3, 0, 1), hartmann3, hartmann3Best.best, hartmann3Best.optimum),
  task('michalewicz5', box(5, 0, Math.PI), michalewicz, -4.687658179088, michalewiczOptimum),
  // Axes of the turned ellipsoid differ by a factor of 1 000 in curvature; the logarithm keeps the last digits worth something.
  turned('ellipsoid6-turned', 6, 61, (v) => Math.log1p(sum(v.map((t, i) => 10 ** (3 * (i / 5)) * t ** 2)))),
  turned('rastrigin4-turned', 4, 62, (v) => rastrigin(v.map((t) => 2.5 * t))),
  turned('griewank8-turned', 8, 63, (v) => griewank(v.map((t) => 20 * t))),
  task('sparse30', box(30, 0, 1), sparse, 0, sparseOptimum),
];
