// The model of an experiment: one model a metric, fitted, conditioned and extended together. The first also knows where evaluations fail.

import type { Model } from '../model/model.ts';
import { extend, type Prepared, prepare } from '../model/prepared.ts';
import type { Space } from '../space/space.ts';
import type { Dataset, Metric, Noise } from '../types.ts';
import { metricData } from '../values/dataset.ts';
import { fit, quickFit } from './fit.ts';

/** What the slow lane stores: plain JSON. */
export type Surrogate = {
  /** Observations that the fit knew, failures included. */
  readonly n: number;
  /** In the order of the data's columns. */
  readonly models: readonly Model[];
};

/** A surrogate that knows observations. */
export type PreparedSurrogate = {
  /** Observations it knows, failures included: the first `n` rows of the data. */
  readonly n: number;
  /** In the order of the data's columns. */
  readonly metrics: readonly Prepared[];
};

/** Learns every metric; see `fit`. `metrics`: what each column is for, and how noisy it is said to be. */
export function fitSurrogate(
  space: Space,
  data: Dataset,
  { previous, seed, metrics }: { previous: Surrogate | null; seed: number; metrics: readonly Metric[] },
): Surrogate {
  const models = data.columns.map((_, k) =>
    fit(space, metricData(data, k), { previous: previous?.models[k] ?? null, seed, ...saidOf(metrics, k) }),
  );
  return { n: data.n, models };
}

/** Learns every metric in a time that a request can wait for. */
export const quickSurrogate = (
  space: Space,
  data: Dataset,
  { seed, metrics }: { seed: number; metrics: readonly Metric[] },
): Surrogate => ({
  n: data.n,
  models: data.columns.map((_, k) => quickFit(space, metricData(data, k), { seed, ...saidOf(metrics, k) })),
});

/** What a fit should know about a metric beside its values. */
export const saidOf = (
  metrics: readonly Metric[],
  k: number,
): { noise: Noise; limit: number | null; isTraded: boolean } => ({
  noise: metrics[k]?.noise ?? 'unknown',
  limit: metrics[k]?.role === 'constraint' ? (metrics[k]?.threshold ?? null) : null,
  isTraded: metrics.filter(({ role }) => role === 'optimize').length > 1,
});

/** Conditions a surrogate on data of the same space and metrics; throws for another space or another number of metrics. */
export function prepareSurrogate(space: Space, { models }: Surrogate, data: Dataset): PreparedSurrogate {
  if (models.length !== data.columns.length) {
    throw new Error(`Invalid surrogate: it has ${models.length} metrics, the data have ${data.columns.length}.`);
  }
  return { n: data.n, metrics: models.map((model, k) => prepare(space, model, metricData(data, k))) };
}

/** Knows the additional observations too; the input stays as it is. */
export const extendSurrogate = ({ n, metrics }: PreparedSurrogate, more: Dataset): PreparedSurrogate => ({
  n: n + more.n,
  metrics: metrics.map((prepared, k) => extend(prepared, metricData(more, k))),
});
