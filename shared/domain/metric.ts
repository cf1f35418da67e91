// Questions about metrics: which one is optimized, what an observation says of it, which of two values is better.
import type { Definition, Metric } from './experiment.ts';
import type { Observation } from './observation.ts';

/** The one metric that suggestions try to improve; every definition has exactly one. */
export function optimizedMetric(definition: Pick<Definition, 'metrics'>): Metric {
  const metric = definition.metrics.find(({ strategy }) => strategy === 'optimize');
  if (!metric) throw new Error('the definition has no optimized metric');
  return metric;
}

/** In the user's own units; null when the evaluation failed. */
export const metricValue = (observation: Pick<Observation, 'values'>, metric: Pick<Metric, 'name'>): number | null =>
  observation.values.find(({ name }) => name === metric.name)?.value ?? null;

/** Whether `a` is strictly better than `b`. */
export const better = (metric: Pick<Metric, 'objective'>, a: number, b: number): boolean =>
  metric.objective === 'maximize' ? a > b : a < b;
