// Creates an experiment in the caller's client.
import { createDefinition, type ExperimentInput } from '../../domain/definition-create.ts';
import { createExperiment as store } from '../../store/experiments.ts';
import type { Context } from '../context.ts';
import { refuseEmptyRegion } from './feasible.ts';
import { showExperiment } from './progress.ts';

export async function createExperiment(context: Context, { body }: { body: ExperimentInput }) {
  const { user, development } = context.identity;
  return showExperiment(await store(context.store, refuseEmptyRegion(createDefinition(body)), { user, development }));
}
