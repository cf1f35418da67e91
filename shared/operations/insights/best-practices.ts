// Holds an experiment against the contract's best practices.
import { violationsOf } from '../../domain/best-practices.ts';
import type { ExperimentScope } from '../../store/scope.ts';
import { budgetConsumed } from '../../store/spending.ts';
import { openSuggestions } from '../../store/suggestions.ts';
import type { Context } from '../context.ts';

export async function bestPractices(_: Context, { target: scope }: { target: ExperimentScope }) {
  const { experiment, state } = scope;
  // One more than are meant to be open is enough to know.
  const open = await openSuggestions(scope, state, (experiment.parallelBandwidth ?? 1) + 1);
  const practice = {
    open: open.length,
    observations: state.observationsLive,
    consumed: budgetConsumed(experiment, state),
  };
  return { object: 'best_practices' as const, violations: violationsOf(experiment, practice) };
}
