// First, last and best of an experiment's observations, as its state carries them.
import { padId } from '../domain/id.ts';
import { better, metricValue, soleOptimized } from '../domain/metric.ts';
import type { Observation } from '../domain/observation.ts';
import { costOf } from '../domain/tasks.ts';

import type { ExperimentScope } from './scope.ts';
import type { State } from './state.ts';

export type Best = { readonly id: string; readonly value: number };

/**
 * The best of these and the one before them; an equal value does not displace an older one. Thresholds do not matter, and
 * of tasks only the full one counts. Null where two metrics are
 * traded off or none is optimized: then no observation is the best.
 */
export function bestOf(scope: ExperimentScope, observations: readonly Observation[], before: Best | null): Best | null {
  const metric = soleOptimized(scope.experiment);
  if (!metric) return null;
  let best = before;
  for (const observation of observations) {
    if (costOf(scope.experiment, observation.task) < 1) continue;
    const value = metricValue(observation, metric);
    if (value !== null && (best === null || better(metric, value, best.value))) best = { id: observation.id, value };
  }
  return best;
}

export const bestIn = (state: State): Best | null =>
  state.best === null || state.bestValue === null ? null : { id: state.best, value: state.bestValue };

/** Attributes of the state for a best; the value is text, because DynamoDB's numbers do not hold every double. */
export const bestAttributes = (best: Best) => ({ best: padId(best.id), bestValue: String(best.value) });
