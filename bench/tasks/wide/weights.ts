// Weights of thirty inputs for the distance of a nearest-neighbour regression: most inputs mean nothing, some mislead.
import { gaussian, seeded } from '../../random.ts';
import { type Assignments, double, int, num, type Param, type Task } from '../../task.ts';

const [rows, width] = [160, 30];
const rng = seeded(501);
const data = Array.from({ length: rows }, () => Array.from({ length: width }, () => gaussian(rng)));
// Ten inputs are copies of others under noise, so that weights depend on one another.
for (const row of data) for (let j = 20; j < width; j++) row[j] = 0.7 * (row[j - 20] ?? 0) + 0.7 * (row[j] ?? 0);
const targets = data.map(([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0]) => {
  return Math.sin(2 * a) + b * c + 0.5 * d ** 2 + e - 0.7 * f + 0.4 * g + 0.2 * gaussian(rng);
});

const params: Param[] = [
  ...Array.from({ length: width }, (_, i) => double(`weight${i}`, 0.001, 10, { log: true })),
  double('decay', 0.05, 20, { log: true }),
  int('neighbors', 1, 40),
];

/** Root mean squared error, each row predicted from all others: the mean of its neighbours, nearer ones more. */
function leaveOneOut(x: Assignments): number {
  const weights = Array.from({ length: width }, (_, i) => num(x, `weight${i}`));
  const [decay, neighbors] = [num(x, 'decay'), num(x, 'neighbors')];
  const errors = data.map((row, i) => {
    const near = data
      .map((other, j) => ({
        j,
        gap: weights.reduce((sum, w, k) => sum + w * ((row[k] ?? 0) - (other[k] ?? 0)) ** 2, 0),
      }))
      .filter(({ j }) => j !== i)
      .sort((a, b) => a.gap - b.gap)
      .slice(0, neighbors);
    const first = near[0]?.gap ?? 0;
    const shares = near.map(({ gap }) => Math.exp((first - gap) * decay));
    const total = shares.reduce((a, b) => a + b, 0);
    const guess = near.reduce((sum, { j }, k) => sum + (shares[k] ?? 0) * (targets[j] ?? 0), 0) / total;
    return (guess - (targets[i] ?? 0)) ** 2;
  });
  return Math.sqrt(errors.reduce((a, b) => a + b, 0) / rows);
}

export const weights: Task = { name: 'weights32', family: 'wide', params, evaluate: leaveOneOut };
