// The contract's stopping criteria: the budget, and stagnation by its simple rule. The optimizer's own opinion is advice.ts.
import { bestObservations } from '../../domain/best-observations.ts';
import { guidingMetrics, soleOptimized } from '../../domain/metric.ts';
import { liveParameters } from '../../domain/parameter.ts';
import { hasSettled, isOverBudget, stagnates } from '../../domain/stagnation.ts';
import { allObservations } from '../../store/observations.ts';
import type { ExperimentScope } from '../../store/scope.ts';
import type { Context } from '../context.ts';
import { viewOf } from '../optimizer/view.ts';

export async function stoppingCriteria(_: Context, { target: scope }: { target: ExperimentScope }) {
  const { experiment, state } = scope;
  const stagnant = soleOptimized(experiment) ? await bestStagnates(scope) : await setHasSettled(scope);
  const over = isOverBudget(experiment.observationBudget, state.observationsLive);
  const reasons = [
    ...(stagnant ? (['possible_stagnation'] as const) : []),
    ...(over ? (['observation_budget_reached'] as const) : []),
  ];
  return { object: 'stopping_criteria' as const, should_stop: reasons.length > 0, reasons };
}

async function bestStagnates(scope: ExperimentScope): Promise<boolean> {
  const { experiment, state } = scope;
  const view = await viewOf(scope, state, Number.POSITIVE_INFINITY);
  const column = guidingMetrics(experiment).findIndex(({ strategy }) => strategy === 'optimize');
  const values = view?.data.columns[column]?.values ?? new Float64Array(0);
  return stagnates(values, liveParameters(experiment).length);
}

/** Of trade-offs and of searches there is no best value; before the budget is used up they are never said to stagnate. */
async function setHasSettled(scope: ExperimentScope): Promise<boolean> {
  const { experiment, state } = scope;
  if (experiment.observationBudget === null || state.observationsLive < experiment.observationBudget) return false;
  const best = (among: Parameters<typeof bestObservations>[1]) => bestObservations(experiment, among);
  return hasSettled(await allObservations(scope, false), liveParameters(experiment).length, best);
}
