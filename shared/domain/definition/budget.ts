// The budget of an experiment: when it has to be there, and when it cannot be changed.
import type { Definition } from '../experiment.ts';
import { hasConstraints, optimizedMetrics } from '../metrics/metric.ts';
import { invalid } from '../problem.ts';
import { wantsSeveral } from './solutions.ts';

type Budgeted = Pick<Definition, 'metrics' | 'tasks' | 'observationBudget' | 'numSolutions'>;

/** Throws the 400 when a feature of the definition plans with the budget and there is none. */
export function checkBudget(definition: Budgeted, field = 'observation_budget'): void {
  if (definition.observationBudget !== null) return;
  const reason = reasonForBudget(definition);
  if (!reason) return;
  const rule = `is missing: ${reason} needs it`;
  throw invalid(field, undefined, rule, 'Send the number of evaluations that you mean to make.');
}

function reasonForBudget(definition: Budgeted): string | null {
  if (optimizedMetrics(definition).length > 1) return 'an experiment with more than one optimized metric';
  if (wantsSeveral(definition)) return 'an experiment with more than one solution';
  if (hasConstraints(definition)) return 'an experiment with constraint metrics';
  if (definition.tasks.length > 0) return 'an experiment with tasks';
  return null;
}

/** Why the budget of an experiment that exists cannot be changed; null when it can. */
export function fixedBudget(definition: Pick<Definition, 'type' | 'metrics' | 'numSolutions'>): string | null {
  const { type, metrics } = definition;
  if (type === 'grid') return 'is computed in an experiment of type grid and cannot be changed';
  if (optimizedMetrics({ metrics }).length > 1)
    return 'cannot be changed in an experiment with more than one optimized metric';
  if (wantsSeveral(definition)) return 'cannot be changed in an experiment with more than one solution';
  return null;
}
