// The contract's stopping criteria: the budget, and stagnation by its simple rule. The optimizer's own opinion is advice.ts.
import { liveParameters } from '../../domain/parameter.ts';
import { isOverBudget, stagnates } from '../../domain/stagnation.ts';
import { metricData } from '../../engine/dataset.ts';
import type { ExperimentScope } from '../../store/scope.ts';
import type { Context } from '../context.ts';
import { viewOf } from '../optimizer/view.ts';

export async function stoppingCriteria(_: Context, { target: scope }: { target: ExperimentScope }) {
  const { experiment, state } = scope;
  const view = await viewOf(scope, state, Number.POSITIVE_INFINITY);
  const values = view ? metricData(view.data, 0).values : new Float64Array(0);
  const stagnant = stagnates(values, liveParameters(experiment).length);
  const over = isOverBudget(experiment.observationBudget, state.observationsLive);
  const reasons = [
    ...(stagnant ? (['possible_stagnation'] as const) : []),
    ...(over ? (['observation_budget_reached'] as const) : []),
  ];
  return { object: 'stopping_criteria' as const, should_stop: reasons.length > 0, reasons };
}
