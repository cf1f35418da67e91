// Gradient-boosted trees for a yes-or-no label (Friedman 2001; second-order leaf values as in Chen and Guestrin 2016).
import { permutation, type Random } from '../../../bench/random.ts';
import type { Limits } from './split.ts';
import { grow, leafValue } from './tree.ts';

export type Settings = Limits & {
  readonly rounds: number;
  readonly learningRate: number;
  /** Shares, in (0, 1], of the training rows and of the features that each tree sees. */
  readonly rowShare: number;
  readonly columnShare: number;
  /** How many times a row of label 1 counts. */
  readonly positiveWeight: number;
};

const sigmoid = (margin: number): number => 1 / (1 + Math.exp(-margin));

/**
 * Probabilities of label 1 for all rows, (rows); learned from the rows of `train` alone.
 * `bins`: one (rows) column a feature; `labels`: (rows) of 0 and 1.
 */
export function boost(
  bins: readonly Uint8Array[],
  labels: Uint8Array,
  train: Int32Array,
  settings: Settings,
  rng: Random,
): Float64Array {
  const margin = new Float64Array(labels.length).fill(prior(labels, train, settings.positiveWeight));
  const gradient = new Float64Array(labels.length);
  const hessian = new Float64Array(labels.length);
  for (let round = 0; round < settings.rounds; round++) {
    for (const row of train) {
      const p = sigmoid(margin[row] ?? 0);
      const weight = labels[row] ? settings.positiveWeight : 1;
      gradient[row] = weight * (p - (labels[row] ?? 0));
      hessian[row] = weight * p * (1 - p);
    }
    const members = train.filter(() => rng() < settings.rowShare);
    const tree = grow({ bins, gradient, hessian }, members, someOf(bins.length, settings.columnShare, rng), settings);
    margin.forEach((m, row) => {
      margin[row] = m + settings.learningRate * leafValue(tree, bins, row);
    });
  }
  return margin.map(sigmoid);
}

/** Log-odds of the label among the weighted rows: where boosting starts. */
function prior(labels: Uint8Array, train: Int32Array, weight: number): number {
  const positives = train.reduce((sum, row) => sum + (labels[row] ?? 0), 0);
  return Math.log((weight * (positives + 1)) / (train.length - positives + 1));
}

/** A share of the numbers 0 to count - 1, at least one. */
const someOf = (count: number, share: number, rng: Random): Int32Array =>
  permutation(count, rng).slice(0, Math.max(1, Math.round(share * count)));
