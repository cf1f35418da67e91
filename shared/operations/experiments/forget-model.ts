// Forgets what was learned of an experiment (the contract calls it hyperparameters), and has it learned anew from the observations alone.

import type { ExperimentScope } from '../../store/experiments/scope.ts';
import { forgetStoredModel } from '../../store/optimizer/forget-model.ts';
import type { Context } from '../context.ts';
import { modelIsDue } from '../optimizer/due.ts';

/** May be repeated. */
export async function forgetModel(context: Context, { target }: { target: ExperimentScope }) {
  const { experiment, state } = target;
  const notify = modelIsDue(experiment, { ...state, model: null });
  await forgetStoredModel(target, notify);
  if (notify) await context.enqueue({ client: context.store.client, experiment: experiment.id });
  return {};
}
