// Questions about metrics: which ones guide suggestions, what an observation says of one, which of two values is better, what is acceptable.
import type { Definition, Metric } from '../experiment.ts';
import type { Observation } from '../observation.ts';

type Metrics = Pick<Definition, 'metrics'>;

/** The metrics that suggestions try to improve: none, one or two. */
export const optimizedMetrics = ({ metrics }: Metrics): readonly Metric[] =>
  metrics.filter(({ strategy }) => strategy === 'optimize');

/** The metric by which one observation is the best; null where two are traded off or nothing is optimized. */
export function soleOptimized(definition: Metrics): Metric | null {
  const [first, second] = optimizedMetrics(definition);
  return first && !second ? first : null;
}

export const hasConstraints = ({ metrics }: Metrics): boolean =>
  metrics.some(({ strategy }) => strategy === 'constraint');

/** The metrics that suggestions depend on: optimized ones and constraints. At least one. */
export const guidingMetrics = ({ metrics }: Metrics): readonly Metric[] =>
  metrics.filter(({ strategy }) => strategy !== 'store');

/** The metric that stands for all where only one can: the first optimized one, else the first constraint. */
export function leadingMetric(definition: Metrics): Metric {
  const metric = optimizedMetrics(definition)[0] ?? guidingMetrics(definition)[0];
  if (!metric) throw new Error('the definition has neither an optimized metric nor a constraint');
  return metric;
}

/** In the user's own units; null when the evaluation failed. */
export const metricValue = (observation: Pick<Observation, 'values'>, metric: Pick<Metric, 'name'>): number | null =>
  observation.values.find(({ name }) => name === metric.name)?.value ?? null;

/** Whether `a` is strictly better than `b`. */
export const better = (metric: Pick<Metric, 'objective'>, a: number, b: number): boolean =>
  metric.objective === 'maximize' ? a > b : a < b;

/** Whether the evaluation succeeded with every threshold met; a value at the threshold meets it. */
export const meetsThresholds = ({ metrics }: Metrics, observation: Pick<Observation, 'values' | 'failed'>): boolean =>
  !observation.failed &&
  metrics.every((metric) => {
    const value = metricValue(observation, metric);
    return metric.threshold === null || (value !== null && !better(metric, metric.threshold, value));
  });
