// Changes an experiment: a PUT that keeps what it does not name. What the optimizer learned is void when space or thresholds changed.
import { type ExperimentUpdate, updateDefinition } from '../../domain/definition/definition-update.ts';
import type { Definition, Experiment } from '../../domain/experiment.ts';
import { problem, tryAgain } from '../../domain/problem.ts';
import { replaceExperiment } from '../../store/experiments/experiments.ts';
import { type ExperimentScope, loadScope } from '../../store/experiments/scope.ts';
import { archiveRunsOf } from '../../store/runs/archive-runs.ts';
import type { Context } from '../context.ts';
import { requireProject } from '../projects/load.ts';
import { showExperiment } from './progress.ts';

const mostTries = 10;

export const updateExperiment = async (
  context: Context,
  { target, body }: { target: ExperimentScope; body: ExperimentUpdate },
) => showExperiment(await changeExperiment(context, target, body));

/** The experiment, of either kind, as it is after the change. */
export async function changeExperiment(
  context: Context,
  target: ExperimentScope,
  body: ExperimentUpdate,
): Promise<ExperimentScope> {
  const notify = !(body.no_optimize ?? false);
  for (let tries = 0, scope: ExperimentScope | null = target; scope && tries < mostTries; tries++) {
    const { definition, state } = updateDefinition(scope.experiment, body);
    if (definition.project !== scope.experiment.project) await requireProject(context, definition.project);
    const reshaped = problemChanged(scope.experiment, definition);
    const next = replaced(context, scope.experiment, definition, state, reshaped);
    const replacedIt = await replaceExperiment(scope, next, reshaped, notify);
    scope = await loadScope(context.store, scope.experiment.id);
    if (!replacedIt || !scope) continue;
    if (reshaped && notify) await context.enqueue({ client: context.store.client, experiment: next.id });
    return scope;
  }
  throw tryAgain('The experiment is being changed by others.');
}

function replaced(
  context: Context,
  before: Experiment,
  definition: Definition,
  state: Experiment['state'],
  reshaped: boolean,
): Experiment {
  const updated = Math.floor(context.now() / 1000);
  return { ...before, ...definition, state, updated, revision: before.revision + (reshaped ? 1 : 0) };
}

/** Parameters and thresholds change what is suggested; names, budgets and metadata do not. */
const problemChanged = (before: Definition, after: Definition): boolean =>
  JSON.stringify([before.parameters, before.metrics]) !== JSON.stringify([after.parameters, after.metrics]);

/** Milliseconds left at which a request stops and says that there is more to do. */
const enough = 4000;

/** Archives an experiment, with its runs where that is wanted; may be repeated. */
export async function archiveExperiment(
  context: Context,
  { target, query = {} }: { target: ExperimentScope; query?: { readonly include_runs?: boolean | undefined } },
) {
  if (target.experiment.state === 'active') await changeExperiment(context, target, { state: 'deleted' });
  if (query.include_runs && !(await archiveRuns(context, target))) throw unfinished();
  return {};
}

/** An archived experiment gets no new runs, so those that are there now are all. */
const archiveRuns = (context: Context, scope: ExperimentScope): Promise<boolean> =>
  archiveRunsOf(scope, Math.floor(context.now() / 1000), () => context.remaining() > enough);

const unfinished = () =>
  problem(429, 'The experiment and some of its runs are archived; there are more. Send the same request again.', {
    headers: { 'Retry-After': '1' },
  });
