// Experiments made of runs: create in a project, show, list, change. What they share with the others is done by the others' operations.
import type { ExperimentInput } from '../../domain/definition/definition-create.ts';
import type { ExperimentUpdate } from '../../domain/definition/definition-update.ts';
import { pageRequest } from '../../domain/page.ts';
import { notFound } from '../../domain/problem.ts';
import { publicAiExperiment } from '../../domain/public/public-ai-experiment.ts';
import { listExperiments } from '../../store/experiments/experiment-lists.ts';
import { type ExperimentScope, loadScope } from '../../store/experiments/scope.ts';
import type { StoredProject } from '../../store/projects/projects.ts';
import type { TenantStore } from '../../store/tenant.ts';
import type { Context } from '../context.ts';
import { answerList, foundAmong } from './answer-list.ts';
import { storeNew } from './create.ts';
import { entryIn, plainPage, viewerOf } from './list.ts';
import { changeExperiment } from './update.ts';
import { type ExperimentListQuery, isFiltered, wantedOf } from './wanted.ts';

/** A core experiment is no AI experiment: it is missing here. */
export async function loadAiExperiment(
  context: Context,
  path: Readonly<Record<string, string>>,
): Promise<ExperimentScope> {
  const id = path['aiexperiment'] ?? '';
  const scope = await loadScope(context.store, id);
  if (!scope?.experiment.runsOnly) throw notFound('AI experiment', id);
  return scope;
}

const showAiExperiment = ({ experiment, state }: ExperimentScope) =>
  publicAiExperiment(experiment, { active: state.runsActive, finished: state.runsFinished });

const showSome = async (_: TenantStore, scopes: readonly ExperimentScope[]) => scopes.map(showAiExperiment);

/** The project is the path's, and it is made of runs: its body says neither. */
export type AiExperimentInput = Omit<ExperimentInput, 'project' | 'runs_only' | 'observation_budget' | 'tasks'>;

export const createAiExperiment = async (
  context: Context,
  { target, body }: { target: StoredProject; body: AiExperimentInput },
) => showAiExperiment(await storeNew(context, { ...body, project: target.project.id, runs_only: true }));

export const fetchAiExperiment = async (_: Context, { target }: { target: ExperimentScope }) =>
  showAiExperiment(target);

export const updateAiExperiment = async (
  context: Context,
  { target, body }: { target: ExperimentScope; body: ExperimentUpdate },
) => showAiExperiment(await changeExperiment(context, target, body));

/** Of the client; without filters, page by page. */
export async function listAiExperiments(context: Context, { query }: { query: ExperimentListQuery }) {
  const viewer = viewerOf(context);
  const plain = query.sort !== 'recent' && !isFiltered(query, viewer);
  if (!plain) return listPlace(context, query, undefined);
  return answerList(await plainPage(context, 'ai', query.state ?? 'active', pageRequest(query)), showSome);
}

/** Of a project, whose experiments are few: their list items are read and filtered. */
export const listAiExperimentsOfProject = (
  context: Context,
  { target, query }: { target: StoredProject; query: ExperimentListQuery },
) => listPlace(context, query, target.project.id);

async function listPlace(context: Context, query: ExperimentListQuery, project: string | undefined) {
  const recent = query.sort === 'recent';
  const place = { kind: 'ai' as const, ...(project === undefined ? {} : { project }) };
  const all = (await listExperiments(context.store, place)).map(entryIn(context));
  const wanted = await wantedOf(all, query, viewerOf(context), context.namesOf);
  return answerList(foundAmong(wanted, pageRequest(query, recent ? 1 : 0), recent), showSome);
}
