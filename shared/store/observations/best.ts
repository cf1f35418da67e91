// First, last and best of an experiment's observations, as its state carries them.

import { costOf } from '../../domain/definition/tasks.ts';
import type { Metric } from '../../domain/experiment.ts';
import { compareIds, padId } from '../../domain/id.ts';
import { better, metricValue, soleOptimized } from '../../domain/metrics/metric.ts';
import type { Observation } from '../../domain/observation.ts';

import type { ExperimentScope } from '../experiments/scope.ts';
import type { State } from '../experiments/state.ts';

type Best = { readonly id: string; readonly value: number };

/**
 * The best of these and the one before them; of equal ones the oldest. Thresholds do not matter, and of tasks only the full one counts. Null where two metrics are
 * traded off or none is optimized: then no observation is the best.
 */
export function bestOf(scope: ExperimentScope, observations: readonly Observation[], before: Best | null): Best | null {
  const metric = soleOptimized(scope.experiment);
  if (!metric) return null;
  let best = before;
  for (const observation of observations) {
    if (costOf(scope.experiment, observation.task) < 1) continue;
    const value = metricValue(observation, metric);
    if (value !== null && (best === null || beats(metric, { id: observation.id, value }, best)))
      best = { id: observation.id, value };
  }
  return best;
}

/** An equal one that is older may come back after a newer one. */
const beats = (metric: Metric, one: Best, other: Best): boolean =>
  better(metric, one.value, other.value) || (one.value === other.value && compareIds(one.id, other.id) < 0);

export const bestIn = (state: State): Best | null =>
  state.best === null || state.bestValue === null ? null : { id: state.best, value: state.bestValue };

/** Attributes of the state for a best; the value is text, because DynamoDB's numbers do not hold every double. */
export const bestAttributes = (best: Best) => ({ best: padId(best.id), bestValue: String(best.value) });
