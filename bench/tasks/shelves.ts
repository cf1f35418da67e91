// Values that come in steps, and the same best value over much of the space: errors of few rows, and parameters that make each other irrelevant. Written before shelves were left.
import { type Assignments, categorical, double, int, num, type Task, word } from '../task.ts';

const unit = (count: number) => Array.from({ length: count }, (_, i) => double(`x${i}`, 0, 1));

const squares = (x: Assignments, center: readonly number[]): number =>
  center.reduce((sum, c, i) => sum + (num(x, `x${i}`) - c) ** 2, 0);

const task = (
  name: string,
  params: Task['params'],
  evaluate: (x: Assignments) => number,
  more: Pick<Task, 'best'> = {},
): Task => ({ name, family: 'shelves', params, evaluate, ...more });

/** An error of `rows` rows, of which so many are wrong. */
const wrong = (error: number, rows: number): number => Math.ceil(Math.min(1, error) * rows) / rows;

/** Depth, rows of a leaf and least gain: the one that allows the smallest tree decides, the others do nothing. */
function treeLoss(x: Assignments): number {
  const [leaf, gain] = [Math.floor(300 / num(x, 'leaf')), Math.floor(0.6 / num(x, 'gain'))];
  const size = Math.min(2 ** num(x, 'depth'), Math.max(1, leaf), Math.max(1, gain));
  const fit = (Math.log2(size) - 4.3) ** 2 / 30;
  if (size === 1) return 0.4 + fit;
  const columns = Math.ceil(8 * num(x, 'share'));
  return 0.3 + fit + 0.02 * Math.abs(columns - 5) + (word(x, 'split') === 'random' ? 0.05 : 0);
}

const tree = task(
  'tree5',
  [
    int('depth', 1, 15),
    int('leaf', 1, 150),
    double('gain', 1e-4, 1, { log: true }),
    double('share', 0.01, 1),
    categorical('split', ['best', 'random']),
  ],
  treeLoss,
  { best: 0.3 + (Math.log2(20) - 4.3) ** 2 / 30 },
);

/** A broad shelf that most searches meet first, and a deeper place elsewhere. */
function besideShelf(x: Assignments): number {
  const [a, b, c] = [num(x, 'x0'), num(x, 'x1'), num(x, 'x2')];
  const well = (a - 0.2) ** 2 + (b - 0.75) ** 2 + 0.3 * (c - 0.5) ** 2;
  if (well < 0.12) return 0.2 + 2 * well;
  return a > 0.55 ? 0.5 : 0.6 + 0.5 * (0.55 - a) + 0.2 * Math.abs(num(x, 'x3') - num(x, 'x4'));
}

/** The shelf is one category's, the deeper place another's. */
function inCategories(x: Assignments): number {
  if (word(x, 'c0') === 'a') return 0.5 + 0.3 * Math.max(0, num(x, 'x0') - 0.6);
  if (word(x, 'c0') === 'b') return 0.9 - 0.2 * num(x, 'x1');
  const away = (num(x, 'x0') - 0.4) ** 2 + (num(x, 'x1') - 0.3) ** 2 + (num(x, 'x2') - 0.8) ** 2;
  return Math.min(0.95, 0.3 + 1.5 * away + (word(x, 'c1') === 'c' ? 0 : 0.15) + 0.1 * num(x, 'x3'));
}

/** A bowl with a flat bottom, and a pit of a hundredth of the space far from it. */
function clipped(x: Assignments): number {
  const bowl = Math.max(0.35, Math.sqrt(squares(x, [0.8, 0.8, 0.6, 0.7, 0.75])));
  return bowl - (Math.sqrt(squares(x, [0.25, 0.3, 0.2, 0.4, 0.3])) < 0.3 ? 0.5 : 0);
}

export const tasks: readonly Task[] = [
  tree,
  task('error60-bowl4', unit(4), (x) => wrong(0.1 + squares(x, [0.3, 0.7, 0.55, 0.2]), 60)),
  task('error20-bowl6', unit(6), (x) => wrong(0.02 + squares(x, [0.3, 0.7, 0.55, 0.2, 0.85, 0.4]) / 1.5, 20), {
    best: 0.05,
  }),
  task('shelf5', unit(5), besideShelf, { best: 0.2 }),
  task(
    'shelf6-cats',
    [...unit(4), categorical('c0', ['a', 'b', 'c']), categorical('c1', ['a', 'b', 'c', 'd'])],
    inCategories,
    { best: 0.3 },
  ),
  task('clip5', unit(5), clipped),
];
