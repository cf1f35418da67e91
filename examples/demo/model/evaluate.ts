// From suggested values to held-out scores: encode, bin, boost, score.
import { seeded } from '../../../bench/random.ts';
import { binned } from './bins.ts';
import { loadStrikes, type Split, type Strikes, split } from './birdstrikes.ts';
import { boost, type Settings } from './boost.ts';
import { type Encoding, encodings, featureColumns } from './encode.ts';
import { auc, logLoss } from './scores.ts';

export type Values = Readonly<Record<string, number | string>>;
/** `logLoss` in nats, less is better; `auc` between 0.5 (guessing) and 1. */
export type Scores = { readonly logLoss: number; readonly auc: number };
/** Settings are chosen by the validation rows; the test rows are asked once, at the end. */
export type Part = 'validation' | 'test';

export type Problem = { readonly data: Strikes; readonly parts: Split };

/** The data and its three parts; the parts are the same in every process, so that scores can be compared. */
export function prepare(): Problem {
  const data = loadStrikes();
  return { data, parts: split(data.rows, 1990) };
}

/** Trains on the training rows and scores another part. Deterministic: the same values give the same scores. */
export function evaluate({ data, parts }: Problem, values: Values, part: Part): Scores {
  const columns = featureColumns(data, parts.train, encoding(values), number(values, 'smoothing'));
  const bins = columns.map((column) => binned(column, parts.train));
  return scores(boost(bins, data.labels, parts.train, settings(values), seeded(7)), { data, parts }, part);
}

/** What a model earns that ignores its inputs and always answers with the share of damaged aircraft: the score to beat. */
export function baseRate({ data, parts }: Problem, part: Part): Scores {
  const share = parts.train.reduce((sum, row) => sum + (data.labels[row] ?? 0), 0) / parts.train.length;
  return scores(new Float64Array(data.rows).fill(share), { data, parts }, part);
}

const scores = (probabilities: Float64Array, { data, parts }: Problem, part: Part): Scores => ({
  logLoss: logLoss(probabilities, data.labels, parts[part]),
  auc: auc(probabilities, data.labels, parts[part]),
});

function encoding(values: Values): Encoding {
  const found = encodings.find((name) => name === values['encoding']);
  if (!found) throw new Error(`encoding must be one of ${encodings.join(', ')}: ${JSON.stringify(values)}`);
  return found;
}

function settings(values: Values): Settings {
  const leafwise = values['growth'] === 'leafwise';
  return {
    rounds: number(values, 'rounds'),
    learningRate: number(values, 'learning_rate'),
    maxLeaves: leafwise ? number(values, 'max_leaves') : Number.POSITIVE_INFINITY,
    maxDepth: leafwise ? Number.POSITIVE_INFINITY : number(values, 'max_depth'),
    minChildWeight: number(values, 'min_child_weight'),
    l2: number(values, 'l2'),
    rowShare: number(values, 'row_share'),
    columnShare: number(values, 'column_share'),
    positiveWeight: number(values, 'positive_weight'),
  };
}

function number(values: Values, name: string): number {
  const value = values[name];
  if (typeof value !== 'number') throw new Error(`The suggestion has no number for ${name}: ${JSON.stringify(values)}`);
  return value;
}
