// Lists training runs: of a project, of a client, of an experiment; filtered, sorted, searched, with the fields that they define.
import { type PageQuery, pageRequest } from '../../domain/page.ts';
import { type RunListInput, readSelection, soleExperiment, sortValues } from '../../domain/runs/run-list.ts';
import { idRangeOf } from '../../domain/runs/run-range.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import { listProjects, type StoredProject } from '../../store/projects/projects.ts';
import { placesOfExperiment, runsAt, runsOfProject } from '../../store/runs/run-lists.ts';
import type { TenantStore } from '../../store/tenant.ts';
import type { Context } from '../context.ts';
import { viewerOf } from '../experiments/list.ts';
import { answerRuns } from './answer-list.ts';
import { gather, type Source, type Viewer } from './gather.ts';

export type RunListQuery = PageQuery & RunListInput;
type Query = { readonly query: RunListQuery };

export const listRunsOfProject = (context: Context, { target, query }: Query & { target: StoredProject }) =>
  answerList([{ store: context.store, project: target.project.id }], query, viewerOf(context));

export const listRunsOfExperiment = (context: Context, { target, query }: Query & { target: ExperimentScope }) =>
  answerList([{ store: context.store, experiment: target.experiment.id }], query, viewerOf(context));

export const listRunsOfClient = (context: Context, { query }: Query) =>
  answerList([{ store: context.store }], query, viewerOf(context));

/** A client, or what of it: one project, or one experiment wherever its runs are. */
type Ground = { readonly store: TenantStore; readonly project?: string; readonly experiment?: string };

export async function answerList(grounds: readonly Ground[], query: RunListQuery, viewer: Viewer) {
  const selection = readSelection(query);
  const request = pageRequest(query, sortValues(selection));
  const sources = grounds.map((ground) => sourceOf(ground, soleExperiment(selection), idRangeOf(selection.filters)));
  return answerRuns(await gather(sources, selection, viewer), request);
}

type IdRange = ReturnType<typeof idRangeOf>;

/** `filtered`: the one experiment that a filter asks for; its pointers lead to its runs without reading those of others. */
function sourceOf({ store, project, experiment }: Ground, filtered: string | null, range: IdRange): Source {
  const sole = experiment ?? filtered;
  if (sole !== null) return { store, pieces: runsOfExperiment(store, sole, project, range) };
  return { store, pieces: project === undefined ? runsOfClient(store, range) : runsOfProject(store, project, range) };
}

/** Runs that are read at once by where they are: one may have 350 kB. */
const piece = 100;

async function* runsOfExperiment(store: TenantStore, experiment: string, project: string | undefined, range: IdRange) {
  const inside = (at: { readonly project: string }) => project === undefined || at.project === project;
  const places = (await placesOfExperiment(store, experiment, range)).filter(inside);
  for (let i = 0; i < places.length; i += piece)
    yield (await runsAt(store, places.slice(i, i + piece))).filter(({ run }) => inside(run));
}

async function* runsOfClient(store: TenantStore, range: IdRange) {
  for (const { project } of await listProjects(store)) yield* runsOfProject(store, project.id, range);
}
