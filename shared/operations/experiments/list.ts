// Lists the experiments of the caller's client. The plain list is read page by page; a filter or another order reads all of the small list items.
import { type PageRequest, pageOf, pageRequest } from '../../domain/page.ts';
import {
  countExperiments,
  type Kind,
  type Listed,
  listExperiments,
  pageExperiments,
} from '../../store/experiments/experiment-lists.ts';
import type { StoredProject } from '../../store/projects/projects.ts';
import type { TenantStore } from '../../store/tenant.ts';
import type { Context } from '../context.ts';
import { idKey, idRange } from '../page.ts';
import { answerCoreList, type Entry, type Found, foundAmong, foundBy } from './answer-list.ts';
import { type ExperimentListQuery, isFiltered, type Viewer, wantedOf } from './wanted.ts';

export const listAllExperiments = async (context: Context, { query }: { query: ExperimentListQuery }) =>
  answerCoreList(await pageFor(context, query));

/** Of a project, whose experiments are few: their list items are read and filtered. */
export async function listExperimentsOfProject(
  context: Context,
  { target, query }: { target: StoredProject; query: ExperimentListQuery },
) {
  return answerCoreList(await filtered(context, query, target.project.id));
}

/** A client may be set up so that its users see only what they made. */
export const viewerOf = ({ identity }: Context): Viewer => ({
  development: identity.development,
  only: identity.ownOnly ? identity.user : null,
});

async function pageFor(context: Context, query: ExperimentListQuery): Promise<Found> {
  const plain = query.sort !== 'recent' && !query.include_ai && !isFiltered(query, viewerOf(context));
  return plain
    ? plainPage(context, 'core', query.state ?? 'active', pageRequest(query))
    : filtered(context, query, undefined);
}

async function filtered(context: Context, query: ExperimentListQuery, project: string | undefined): Promise<Found> {
  const recent = query.sort === 'recent';
  const all = (await listedOf(context.store, query.include_ai, project)).map(entryIn(context));
  const wanted = await wantedOf(all, query, viewerOf(context), context.namesOf);
  return foundAmong(wanted, pageRequest(query, recent ? 1 : 0), recent);
}

/** What a list of experiments looks at: those made of runs only where they are asked for. */
export async function listedOf(
  store: TenantStore,
  includeAi: boolean | undefined,
  project?: string,
): Promise<Listed[]> {
  const place = project === undefined ? {} : { project };
  const kinds: readonly Kind[] = includeAi ? ['core', 'ai'] : ['core'];
  return (await Promise.all(kinds.map((kind) => listExperiments(store, { kind, ...place })))).flat();
}

export const entryIn =
  ({ store }: Context) =>
  (listed: Listed): Entry => ({ ...listed, store });

export async function plainPage(
  context: Context,
  kind: Kind,
  state: 'active' | 'deleted' | 'all',
  request: PageRequest,
): Promise<Found> {
  const [counts, { read, cut }] = await Promise.all([
    countExperiments(context.store, kind),
    pageExperiments(context.store, kind, state, idRange(request)),
  ]);
  const count = state === 'all' ? counts.active + counts.deleted : counts[state];
  const entries = read.map(entryIn(context));
  return foundBy(request, (shorter) => pageOf(shorter, entries, count, idKey, cut));
}
