// Measurements that scatter, and evaluations that fail.
import { gaussian, type Random } from '../random.ts';
import { type Assignments, double, type Noisy, num, type Param, type Task } from '../task.ts';
import { hartmann3, hartmann3Best } from './formulas.ts';
import { turnedBox } from './turned.ts';

const measured = (truth: number, stddev: number, rng: Random): Noisy => ({
  value: truth + stddev * gaussian(rng),
  stddev,
  truth,
});

const cube: Param[] = ['x0', 'x1', 'x2'].map((name) => double(name, 0, 1));
const coordinates = (params: readonly Param[], x: Assignments): number[] => params.map(({ name }) => num(x, name));

/** The same scatter everywhere, a tenth of what good and bad points differ by. */
const hartmann: Task = {
  name: 'hartmann3-noisy',
  family: 'noisy',
  params: cube,
  evaluate: (x, rng) => measured(hartmann3(coordinates(cube, x)), 0.2, rng),
  ...hartmann3Best,
};

const bowl = turnedBox(5, 91);
const squares = (v: readonly number[]): number => v.reduce((sum, t, i) => sum + (1 + i) * t ** 2, 0);

/** Scatter that grows away from the optimum, from 0.02 to about 1: far points must be believed less. */
const uneven: Task = {
  name: 'bowl5-uneven-noise',
  family: 'noisy',
  params: bowl.params,
  evaluate: (x, rng) => {
    const truth = Math.sqrt(squares(bowl.local(x)));
    return measured(truth, 0.02 + 0.2 * truth, rng);
  },
  best: 0,
  optimum: bowl.optimum,
};

const slope: Param[] = ['x0', 'x1', 'x2', 'x3'].map((name) => double(name, 0, 1));

/**
 * A slope toward the corner (1, 1, 1, 1), cut off by a curved cliff beyond which every evaluation fails: the optimum lies on the cliff's
 * edge. By symmetry all its coordinates are equal: sum of squares 4 t^2 = 2.5, so t = sqrt(0.625) and the value is 1 - t.
 */
function cliff(x: Assignments): number | { failed: true } {
  const v = coordinates(slope, x);
  const overTheEdge = v.reduce((sum, t) => sum + t ** 2, 0) > 2.5;
  return overTheEdge ? { failed: true } : 1 - v.reduce((sum, t) => sum + t, 0) / 4;
}

const edge = Math.sqrt(0.625) * (1 - 1e-15); // a hair inside, against rounding

const failing: Task = {
  name: 'cliff4-failing',
  family: 'failing',
  params: slope,
  evaluate: cliff,
  best: 1 - Math.sqrt(0.625),
  optimum: { x0: edge, x1: edge, x2: edge, x3: edge },
};

export const noisy: readonly Task[] = [hartmann, uneven, failing];
