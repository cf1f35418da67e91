// Logistic regression on generated data with long tails: how the inputs are prepared matters as much as the penalties.
import { gaussian, seeded } from '../../random.ts';
import { type Assignments, categorical, double, num, type Task, word } from '../../task.ts';
import { elasticNet, score } from './elastic-net.ts';

type Sample = { readonly rows: readonly Float64Array[]; readonly labels: readonly number[] };

const inputs = 24;

/** (n, 24) inputs, three quarters of them noise, all with now and then a wild value; about a fifth of the labels are 1. */
export function longTails(n: number, seed: number): Sample {
  const rng = seeded(seed);
  const draws = Array.from({ length: n }, () => {
    const common = gaussian(rng);
    const clean = Float64Array.from({ length: inputs }, () => 0.4 * common + gaussian(rng));
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = clean;
    const logit = -3.2 + 2.4 * a - 1.8 * b + 1.3 * c * d + 1.2 * (e * e - 1) + f;
    const label = rng() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
    const row = clean.map((v, i) => 4 ** (i % 4) * (rng() < 0.04 ? 8 * gaussian(rng) : v));
    return { row, label };
  });
  return { rows: draws.map(({ row }) => row), labels: draws.map(({ label }) => label) };
}

const train = longTails(240, 121);
const held = longTails(500, 122);

type Scaling = { readonly shift: number; readonly scale: number };

/** How each input is centered and scaled, learned from the training rows; `robust` takes median and quartiles, which wild values do not move. */
function scalings(kind: string): Scaling[] {
  return Array.from({ length: inputs }, (_, i) => {
    const sorted = train.rows.map((row) => row[i] ?? 0).sort((a, b) => a - b);
    const quantile = (q: number): number => sorted[Math.floor(q * sorted.length)] ?? 0;
    const mean = sorted.reduce((a, b) => a + b, 0) / sorted.length;
    const deviation = Math.sqrt(sorted.reduce((sum, v) => sum + (v - mean) ** 2, 0) / sorted.length);
    if (kind === 'robust') return { shift: quantile(0.5), scale: (quantile(0.75) - quantile(0.25)) / 1.35 };
    return kind === 'standard' ? { shift: mean, scale: deviation } : { shift: 0, scale: 1 };
  });
}

/** Scaled and clipped inputs, products as asked for, and 1 for the intercept at the end. */
function prepare(rows: readonly Float64Array[], x: Assignments): Float64Array[] {
  const [scales, limit, products] = [scalings(word(x, 'scaling')), num(x, 'clip'), word(x, 'products')];
  return rows.map((row) => {
    const v = Array.from(row, (t, i) =>
      Math.max(-limit, Math.min(limit, (t - (scales[i]?.shift ?? 0)) / (scales[i]?.scale ?? 1))),
    );
    const squares = v.map((t) => t * t - 1);
    const neighbors = v.map((t, i) => t * (v[i + 1] ?? 0));
    const added = { none: [], squares, neighbors, both: [...squares, ...neighbors] }[products] ?? [];
    return Float64Array.of(...v, ...added, 1);
  });
}

/** Cross entropy on the held-out rows, in nats. */
export function logisticLoss(x: Assignments): number {
  const weights = train.labels.map((label) => (label ? num(x, 'positive_weight') : 1));
  const rows = prepare(train.rows, x);
  const w = elasticNet({ rows, labels: train.labels, weights }, num(x, 'l1'), num(x, 'l2'));
  const losses = prepare(held.rows, x).map((row, n) => {
    const margin = (1 - 2 * (held.labels[n] ?? 0)) * score(row, w);
    return margin > 30 ? margin : Math.log1p(Math.exp(margin));
  });
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}

export const logistic: Task = {
  name: 'logistic-long-tails',
  family: 'model',
  params: [
    categorical('scaling', ['none', 'standard', 'robust']),
    double('clip', 0.5, 50, { log: true }),
    categorical('products', ['none', 'squares', 'neighbors', 'both']),
    double('l1', 1e-5, 1, { log: true }),
    double('l2', 1e-5, 10, { log: true }),
    double('positive_weight', 0.2, 10, { log: true }),
  ],
  evaluate: logisticLoss,
};
