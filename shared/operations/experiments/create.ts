// Creates an experiment in the caller's client.
import { createDefinition, type ExperimentInput } from '../../domain/definition/definition-create.ts';
import { createExperiment as store } from '../../store/experiments/experiments.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import type { Context } from '../context.ts';
import { requireProject } from '../projects/load.ts';
import { earlierOf } from './earlier.ts';
import { refuseEmptyRegion } from './feasible.ts';
import { showExperiment } from './progress.ts';

export const createExperiment = async (context: Context, { body }: { body: ExperimentInput }) =>
  showExperiment(await storeNew(context, body));

/** Checks and stores a new experiment of either kind. */
export async function storeNew(context: Context, body: ExperimentInput): Promise<ExperimentScope> {
  const { user, development } = context.identity;
  const definition = refuseEmptyRegion(createDefinition(body));
  const [earlier] = await Promise.all([earlierOf(context, definition), requireProject(context, definition.project)]);
  return store(context.store, definition, { user, development }, earlier);
}
