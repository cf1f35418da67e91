// Lists the experiments of the caller's client. The plain list is read page by page; a filter or another order reads all of the small list items.
import { type Page, type PageQuery, type PageRequest, pageOf, pageOfSorted, pageRequest } from '../../domain/page.ts';
import {
  countExperiments,
  type Listed,
  listExperiments,
  loadScopes,
  pageExperiments,
} from '../../store/experiments.ts';
import type { Context } from '../context.ts';
import { idKey, idRange, publicPage } from '../page.ts';
import { showExperiments } from './progress.ts';

export type ExperimentListQuery = PageQuery & {
  readonly state?: 'active' | 'deleted' | 'all' | undefined;
  readonly search?: string | undefined;
  readonly sort?: 'id' | 'recent' | undefined;
  readonly user?: string | undefined;
  readonly period_start?: number | undefined;
  readonly period_end?: number | undefined;
  readonly development?: boolean | undefined;
};

export async function listAllExperiments(context: Context, { query }: { query: ExperimentListQuery }) {
  const page = await pageFor(context, query);
  const shown = await showExperiments(
    context.store,
    await loadScopes(
      context.store,
      page.items.map(({ id }) => id),
    ),
  );
  const byId = new Map(shown.map((experiment) => [experiment.id, experiment]));
  const items = page.items.flatMap(({ id }) => byId.get(id) ?? []);
  return publicPage({ ...page, items }, (experiment) => experiment);
}

async function pageFor(context: Context, query: ExperimentListQuery): Promise<Page<Listed>> {
  const recent = query.sort === 'recent';
  const request = pageRequest(query, recent ? 1 : 0);
  if (!recent && !filtered(context, query)) return plainPage(context, query.state ?? 'active', request);
  const kept = (await listExperiments(context.store)).filter((listed) => wanted(context, query, listed));
  return pageOfSorted(kept, request, (listed) => (recent ? { sort: [listed.updated], id: listed.id } : idKey(listed)));
}

/** Development tokens always see only their own kind, so their lists are filtered too. */
const filtered = (
  context: Context,
  { search, user, period_start, period_end, development }: ExperimentListQuery,
): boolean =>
  context.identity.development ||
  [search, user, period_start, period_end, development].some((value) => value !== undefined);

async function plainPage(
  context: Context,
  state: 'active' | 'deleted' | 'all',
  request: PageRequest,
): Promise<Page<Listed>> {
  const [counts, items] = await Promise.all([
    countExperiments(context.store),
    pageExperiments(context.store, state, idRange(request)),
  ]);
  return pageOf(request, items, state === 'all' ? counts.active + counts.deleted : counts[state], idKey);
}

function wanted(context: Context, query: ExperimentListQuery, listed: Listed): boolean {
  const { state = 'active', search, user, period_start, period_end } = query;
  const development = context.identity.development ? true : query.development;
  return (
    (state === 'all' || listed.state === state) &&
    (search === undefined || listed.name.toLowerCase().includes(search.toLowerCase())) &&
    (user === undefined || listed.user === user) &&
    (period_start === undefined || listed.created >= period_start) &&
    (period_end === undefined || listed.created <= period_end) &&
    (development === undefined || listed.development === development)
  );
}
