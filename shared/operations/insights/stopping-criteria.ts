// The contract's stopping criteria: the budget, and stagnation by its simple rule. The optimizer's own opinion is advice.ts.

import { hasSettled, isOverBudget, stagnates } from '../../domain/insights/stagnation.ts';
import { guidingMetrics } from '../../domain/metrics/metric.ts';
import { liveParameters } from '../../domain/parameters/parameter.ts';
import { fullRows } from '../../engine/tasks/target.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import { allObservations } from '../../store/observations/observations.ts';
import type { Context } from '../context.ts';
import { viewOf } from '../optimizer/view.ts';
import { bestSet, hasBestSet } from './best-set.ts';

export async function stoppingCriteria(_: Context, { target: scope }: { target: ExperimentScope }) {
  const { experiment, state } = scope;
  const stagnant = hasBestSet(experiment) ? await setHasSettled(scope) : await bestStagnates(scope);
  const over = isOverBudget(experiment.observationBudget, state.observationsLive);
  const reasons = [
    ...(stagnant ? (['possible_stagnation'] as const) : []),
    ...(over ? (['observation_budget_reached'] as const) : []),
  ];
  return { object: 'stopping_criteria' as const, should_stop: reasons.length > 0, reasons };
}

/** Only full runs say how good a point is: the values of cheaper tasks are on scales of their own. */
async function bestStagnates(scope: ExperimentScope): Promise<boolean> {
  const { experiment, state } = scope;
  const view = await viewOf(scope, state, Number.POSITIVE_INFINITY);
  const column = guidingMetrics(experiment).findIndex(({ strategy }) => strategy === 'optimize');
  const values = view && fullRows(view.space, view.data).columns[column]?.values;
  return stagnates(values ?? new Float64Array(0), liveParameters(experiment).length);
}

/** Where there is no best value but a set, it is never said to stagnate before the budget is used up. */
async function setHasSettled(scope: ExperimentScope): Promise<boolean> {
  const { experiment, state } = scope;
  if (experiment.observationBudget === null || state.observationsLive < experiment.observationBudget) return false;
  const best = (among: Parameters<typeof bestSet>[1]) => bestSet(experiment, among);
  return hasSettled(await allObservations(scope, false), liveParameters(experiment).length, best);
}
