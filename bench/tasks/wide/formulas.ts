// Test functions of twenty to a hundred parameters, with optima off the centre.
import { seeded } from '../../random.ts';
import { type Assignments, double, num, type Param, type Task } from '../../task.ts';

/** (d) doubles in [-1, 1]. */
const box = (d: number): Param[] => Array.from({ length: d }, (_, i) => double(`x${i}`, -1, 1));

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

/** Rosenbrock 1960: a long bent valley; 0 at 1, …, 1. */
const rosenbrock = (v: readonly number[]): number =>
  sum(v.slice(1).map((b, i) => 100 * (b - (v[i] ?? 0) ** 2) ** 2 + (1 - (v[i] ?? 0)) ** 2));

/** Ackley 1987: a funnel under waves; 0 at the origin. */
const ackley = (v: readonly number[]): number =>
  20 +
  Math.E -
  20 * Math.exp(-0.2 * Math.sqrt(mean(v.map((t) => t ** 2)))) -
  Math.exp(mean(v.map((t) => Math.cos(2 * Math.PI * t))));

/** Styblinski and Tang 1990: two basins on each axis, one of them a little deeper. */
const styblinskiTang = (v: readonly number[]): number => sum(v.map((t) => t ** 4 - 16 * t ** 2 + 5 * t)) / 2;
const styblinskiTangPlace = -2.903534027771177;

/** A sum of squares whose curvatures are spread over four powers of ten. */
const ellipsoid = (v: readonly number[]): number => sum(v.map((t, i) => 10 ** ((4 * i) / (v.length - 1)) * t ** 2));

/** `f` around its optimum `place` (the same on each axis), `reach` units for one of the box; the optimum lies up to 0.7 from the centre on each axis. */
function shifted(
  name: string,
  d: number,
  seed: number,
  f: (v: readonly number[]) => number,
  { reach, place, best }: { readonly reach: number; readonly place: number; readonly best: number },
): Task {
  const rng = seeded(seed);
  const params = box(d);
  const center = params.map(() => 1.4 * rng() - 0.7);
  const optimum: Assignments = Object.fromEntries(params.map((param, i) => [param.name, center[i] ?? 0]));
  const local = (x: Assignments): number[] =>
    params.map((param, i) => place + reach * (num(x, param.name) - (center[i] ?? 0)));
  return { name, family: 'wide', params, evaluate: (x) => f(local(x)), best, optimum };
}

const sparse = (v: readonly number[]): number =>
  ellipsoid(v.filter((_, i) => i % 17 === 3)) + 0.001 * sum(v.map((t) => t ** 2));

export const formulas: readonly Task[] = [
  shifted('rosenbrock20', 20, 301, rosenbrock, { reach: 2, place: 1, best: 0 }),
  shifted('ackley40', 40, 302, ackley, { reach: 10, place: 0, best: 0 }),
  shifted('styblinski-tang30', 30, 303, styblinskiTang, {
    ...{ reach: 3, place: styblinskiTangPlace },
    best: 30 * styblinskiTang([styblinskiTangPlace]),
  }),
  shifted('few-of-100', 100, 304, sparse, { reach: 1, place: 0, best: 0 }),
  shifted('ellipsoid25', 25, 305, ellipsoid, { reach: 1, place: 0, best: 0 }),
];
