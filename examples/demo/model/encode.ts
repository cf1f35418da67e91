// Categories to numbers a tree can split: the share of damaged aircraft in each category, how common it is, or both.
import type { Codes, Strikes } from './birdstrikes.ts';

export const encodings = ['target', 'frequency', 'both'] as const;
export type Encoding = (typeof encodings)[number];

const folds = 5;

/**
 * One column a feature, each (rows), for all rows; statistics come from the rows of `train` (m of them) alone.
 * `smoothing`, in rows: how many imaginary rows of average damage each category begins with.
 */
export function featureColumns(
  data: Strikes,
  train: Int32Array,
  encoding: Encoding,
  smoothing: number,
): Float64Array[] {
  const numbers = data.numbers.map(({ values }) => values);
  const targets = data.categories.map((category) => targetColumn(category, data.labels, train, smoothing));
  const counts = data.categories.map((category) => frequencyColumn(category, train));
  if (encoding === 'target') return [...numbers, ...targets];
  return encoding === 'frequency' ? [...numbers, ...counts] : [...numbers, ...targets, ...counts];
}

/**
 * Smoothed mean of the label (Micci-Barreca 2001, eq. 3 with n / (n + smoothing) as weight). A training row is encoded by the
 * four folds it is not in: by its own label it would tell the answer, and the trees would trust the column too much.
 */
function targetColumn({ codes, size }: Codes, labels: Uint8Array, train: Int32Array, smoothing: number): Float64Array {
  const sums = new Float64Array(size * folds);
  const counts = new Float64Array(size * folds);
  train.forEach((row, i) => {
    const cell = (codes[row] ?? 0) * folds + (i % folds);
    sums[cell] = (sums[cell] ?? 0) + (labels[row] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + 1;
  });
  const average = total(sums) / train.length;
  const mean = (code: number, without: number): number => {
    const [sum, count] = [sumWithout(sums, code, without), sumWithout(counts, code, without)];
    return (sum + smoothing * average) / (count + smoothing);
  };
  const column = Float64Array.from(codes, (code) => mean(code, -1));
  train.forEach((row, i) => {
    column[row] = mean(codes[row] ?? 0, i % folds);
  });
  return column;
}

function frequencyColumn({ codes, size }: Codes, train: Int32Array): Float64Array {
  const counts = new Float64Array(size);
  for (const row of train) counts[codes[row] ?? 0] = (counts[codes[row] ?? 0] ?? 0) + 1;
  return Float64Array.from(codes, (code) => counts[code] ?? 0);
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

function sumWithout(cells: Float64Array, code: number, fold: number): number {
  let sum = 0;
  for (let i = 0; i < folds; i++) if (i !== fold) sum += cells[code * folds + i] ?? 0;
  return sum;
}
