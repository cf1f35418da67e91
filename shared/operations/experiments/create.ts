// Creates an experiment in the caller's client.
import { createDefinition, type ExperimentInput } from '../../domain/definition-create.ts';
import { createExperiment as store } from '../../store/experiments.ts';
import type { Context } from '../context.ts';
import { earlierOf } from './earlier.ts';
import { refuseEmptyRegion } from './feasible.ts';
import { showExperiment } from './progress.ts';

export async function createExperiment(context: Context, { body }: { body: ExperimentInput }) {
  const { user, development } = context.identity;
  const definition = refuseEmptyRegion(createDefinition(body));
  const earlier = await earlierOf(context, definition);
  return showExperiment(await store(context.store, definition, { user, development }, earlier));
}
