// Kernel ridge regression on Friedman's first data set, of which half the inputs mean nothing.
import { Matrix, solve } from 'ml-matrix';
import { gaussian, seeded } from '../../random.ts';
import { type Assignments, categorical, double, int, num, type Task, word } from '../../task.ts';

type Sample = { readonly inputs: readonly (readonly number[])[]; readonly targets: readonly number[] };
type Kernel = (a: readonly number[], b: readonly number[]) => number;

/** (n, 10) uniform inputs and (n) targets with noise of standard deviation 1 (Friedman 1991, section 4.3); about 5 is the spread of the targets. */
export function friedman(n: number, seed: number): Sample {
  const rng = seeded(seed);
  const inputs = Array.from({ length: n }, () => Array.from({ length: 10 }, rng));
  const surface = ([a = 0, b = 0, c = 0, d = 0, e = 0]: readonly number[]): number =>
    10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e;
  return { inputs, targets: inputs.map((row) => surface(row) + gaussian(rng)) };
}

const train = friedman(120, 101);
const held = friedman(200, 102);

const reduce = (a: readonly number[], b: readonly number[], f: (s: number, t: number) => number): number =>
  a.reduce((sum, s, i) => sum + f(s, b[i] ?? 0), 0);

function kernelOf(x: Assignments): Kernel {
  const length = x['lengthscale'] === undefined ? 1 : num(x, 'lengthscale');
  const kernels: Readonly<Record<string, Kernel>> = {
    gaussian: (a, b) => Math.exp(-0.5 * reduce(a, b, (s, t) => ((s - t) / length) ** 2)),
    laplace: (a, b) => Math.exp(-reduce(a, b, (s, t) => Math.abs(s - t)) / length),
    polynomial: (a, b) => (num(x, 'offset') + reduce(a, b, (s, t) => s * t)) ** num(x, 'degree'),
  };
  return kernels[word(x, 'kernel')] ?? (() => 0);
}

/** Root mean squared error on the held-out rows, of a model of the first `rows` training rows. */
export function kernelRidgeError(x: Assignments, rows = train.inputs.length): number {
  const scale = (row: readonly number[]): number[] =>
    row.map((v, i) => (v - 0.5) * (i < 5 ? 1 : num(x, 'tail_weight')));
  const targets = train.targets.slice(0, rows);
  const [known, asked] = [train.inputs.slice(0, rows).map(scale), held.inputs.map(scale)];
  const kernel = kernelOf(x);
  const mean = targets.reduce((a, b) => a + b, 0) / targets.length;
  const gram = new Matrix(known.map((a) => known.map((b) => kernel(a, b))));
  // Relative to the mean of the diagonal, so that one range of penalties serves every kernel.
  const penalty = (num(x, 'penalty') * gram.trace()) / known.length;
  const weights = solve(
    Matrix.add(gram, Matrix.eye(known.length).mul(penalty)),
    Matrix.columnVector(targets.map((y) => y - mean)),
  );
  const errors = asked.map((a, i) => {
    const predicted = known.reduce((sum, b, j) => sum + weights.get(j, 0) * kernel(a, b), mean);
    return (predicted - (held.targets[i] ?? 0)) ** 2;
  });
  return Math.sqrt(errors.reduce((a, b) => a + b, 0) / errors.length);
}

const near = { when: { parent: 'kernel', values: ['gaussian', 'laplace'] } };
const far = { when: { parent: 'kernel', values: ['polynomial'] } };

export const kernelRidge: Task = {
  name: 'kernel-ridge-friedman',
  family: 'model',
  params: [
    categorical('kernel', ['gaussian', 'laplace', 'polynomial']),
    double('penalty', 1e-6, 10, { log: true }),
    double('tail_weight', 0, 1),
    double('lengthscale', 0.03, 30, { log: true, ...near }),
    int('degree', 1, 6, far),
    double('offset', 0.01, 10, { log: true, ...far }),
  ],
  evaluate: (x) => kernelRidgeError(x),
};
