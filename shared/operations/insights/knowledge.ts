// What insights are made from: the experiment's rows with a model that knows all of them, the stored one or one made on the spot.
//
// Insights are computed when somebody asks and never ahead: they cost no more than an ask, most experiments are never looked at, and so they
// always know the last observation. A function that is asked again for the same data has the rows and the model still in memory.

import type { PreparedSurrogate } from '../../engine/learning/surrogate.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import { withQuickModel } from '../optimizer/quick.ts';
import { type Rows, viewOf } from '../optimizer/view.ts';

export type Knowledge = Pick<Rows, 'space' | 'data'> & {
  /** Null while fewer than two evaluations have succeeded, and for ever in a development experiment. */
  readonly prepared: PreparedSurrogate | null;
  /** Version of the stored model; null where the model was made on the spot, or there is none. */
  readonly modelVersion: number | null;
};

/** Experiments without a stored model (random, grid, a new one) get the quick fit that an ask would make; those of development, which nobody pays for, get none. */
export async function knowledgeOf(scope: ExperimentScope): Promise<Knowledge> {
  const { state, experiment } = scope;
  const view = await viewOf(scope, state, Number.POSITIVE_INFINITY);
  if (!view) throw new Error(`the rows of experiment ${experiment.id} could not be read`);
  const { space, data, prepared, generation } = experiment.development ? view : withQuickModel(scope, view);
  return { space, data, prepared, modelVersion: generation === null ? null : (state.model?.dataVersion ?? null) };
}
