// Which of forty inputs a ridge regression uses, each in or out, with its penalty: a space of 2^40 and a number.
import { Matrix, solve } from 'ml-matrix';
import { gaussian, seeded } from '../../random.ts';
import { type Assignments, categorical, double, num, type Param, type Task, word } from '../../task.ts';

const [rows, held, width] = [60, 200, 40];
const rng = seeded(601);
const data = Array.from({ length: rows + held }, () => Array.from({ length: width }, () => gaussian(rng)));
// The second half follows the first: what one input says, another says nearly as well.
for (const row of data) for (let j = 20; j < width; j++) row[j] = 0.8 * (row[j - 20] ?? 0) + 0.6 * (row[j] ?? 0);
const truth = Array.from({ length: width }, (_, j) => (j % 4 === 1 ? 1 / (1 + j / 8) : 0));
const targets = data.map((row) => row.reduce((sum, v, j) => sum + v * (truth[j] ?? 0), 0) + 0.8 * gaussian(rng));

const params: Param[] = [
  ...Array.from({ length: width }, (_, j) => categorical(`use${j}`, ['no', 'yes'])),
  double('penalty', 1e-4, 100, { log: true }),
];

/** Root mean squared error on the held rows. */
function error(x: Assignments): number {
  const used = Array.from({ length: width }, (_, j) => j).filter((j) => word(x, `use${j}`) === 'yes');
  const pick = (row: readonly number[]): number[] => [1, ...used.map((j) => row[j] ?? 0)];
  const inputs = new Matrix(data.slice(0, rows).map(pick));
  const turned = inputs.transpose();
  const gram = Matrix.add(turned.mmul(inputs), Matrix.eye(used.length + 1).mul(num(x, 'penalty') + 1e-9));
  const weights = solve(gram, turned.mmul(Matrix.columnVector(targets.slice(0, rows)))).to1DArray();
  const errors = data.slice(rows).map((row, i) => {
    const guess = pick(row).reduce((sum, v, k) => sum + v * (weights[k] ?? 0), 0);
    return (guess - (targets[rows + i] ?? 0)) ** 2;
  });
  return Math.sqrt(errors.reduce((a, b) => a + b, 0) / held);
}

export const selection: Task = { name: 'selection41', family: 'wide', params, evaluate: error };
