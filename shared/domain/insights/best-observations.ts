// The best observations of an experiment: one, the trade-offs that nothing beats, or all that satisfy the constraints.
import type { Definition, Metric } from '../experiment.ts';
import { better, meetsThresholds, metricValue, optimizedMetrics } from '../metrics/metric.ts';
import type { Observation } from '../observation.ts';

/**
 * Among those that meet every threshold: the best one of a single optimized metric (of equal ones the first in the list); every Pareto-optimal one of
 * two, the best in the first metric first; all, where nothing is optimized. `observations` in the order of their reports.
 */
export function bestObservations(
  definition: Pick<Definition, 'metrics'>,
  observations: readonly Observation[],
): Observation[] {
  const acceptable = observations.filter((observation) => meetsThresholds(definition, observation));
  const [first, second] = optimizedMetrics(definition);
  if (!first) return acceptable;
  if (!second) return rankedObservations(definition, acceptable).slice(0, 1);
  return front(
    acceptable.toSorted((a, b) => compare(first, a, b) || compare(second, a, b)),
    first,
    second,
  );
}

/** Those that meet every threshold, the best in the only optimized metric first; of equal ones the first in the list. */
export function rankedObservations(
  definition: Pick<Definition, 'metrics'>,
  observations: readonly Observation[],
): Observation[] {
  const [first] = optimizedMetrics(definition);
  const acceptable = observations.filter((observation) => meetsThresholds(definition, observation));
  return first ? acceptable.sort((a, b) => compare(first, a, b)) : acceptable;
}

/** Negative when `a` is the better one. */
function compare(metric: Metric, a: Observation, b: Observation): number {
  const [x, y] = [metricValue(a, metric), metricValue(b, metric)];
  if (x === null || y === null || x === y) return 0;
  return better(metric, x, y) ? -1 : 1;
}

/**
 * Sorted by the first metric, then the second, an observation is beaten exactly when one before it is better in the second metric, or equal there
 * and better in the first.
 */
function front(sorted: readonly Observation[], first: Metric, second: Metric): Observation[] {
  const kept: Observation[] = [];
  for (const observation of sorted) {
    const last = kept.at(-1);
    const isEqual = last && compare(first, observation, last) === 0 && compare(second, observation, last) === 0;
    if (!last || isEqual || compare(second, observation, last) < 0) kept.push(observation);
  }
  return kept;
}
