// Lists the experiments of the caller's client. The plain list is read page by page; a filter or another order reads all of the small list items.
import {
  type Page,
  type PageQuery,
  type PageRequest,
  pageOf,
  pageOfSorted,
  pageRequest,
  readingOrder,
} from '../../domain/page.ts';
import {
  countExperiments,
  type Listed,
  listExperiments,
  loadScopes,
  pageExperiments,
} from '../../store/experiments.ts';
import { fitting } from '../../store/pages.ts';
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
  const found = await pageFor(context, query);
  const shown = await shownWhileTheyFit(context, found.reading);
  const page = shown.length < found.reading.length ? found.shortened(shown.length) : found.page;
  const byId = new Map(shown.map((experiment) => [experiment.id, experiment]));
  const items = page.items.flatMap(({ id }) => byId.get(id) ?? []);
  return publicPage({ ...page, items }, (experiment) => experiment);
}

/** In reading order, until the answer is full: a definition may be 300 KB. */
async function shownWhileTheyFit(context: Context, listed: readonly Listed[]) {
  const shown: Awaited<ReturnType<typeof showExperiments>> = [];
  for (let i = 0; i < listed.length; i += chunk) {
    const ids = listed.slice(i, i + chunk).map(({ id }) => id);
    shown.push(...(await showExperiments(context.store, await loadScopes(context.store, ids))));
    const fit = fitting(shown);
    if (fit < shown.length) return shown.slice(0, fit);
  }
  return shown;
}

/** Experiments whose definitions are read at once. */
const chunk = 50;

/** A page, its items in reading order, and the same page with fewer items. */
type Found = {
  readonly page: Page<Listed>;
  readonly reading: readonly Listed[];
  readonly shortened: (limit: number) => Page<Listed>;
};

function foundBy(request: PageRequest, pageWith: (request: PageRequest) => Page<Listed>): Found {
  const page = pageWith(request);
  const reading = readingOrder(request).newestFirst === request.ascending ? page.items.toReversed() : page.items;
  return { page, reading, shortened: (limit) => pageWith({ ...request, limit }) };
}

async function pageFor(context: Context, query: ExperimentListQuery): Promise<Found> {
  const recent = query.sort === 'recent';
  const request = pageRequest(query, recent ? 1 : 0);
  if (!recent && !filtered(context, query)) return plainPage(context, query.state ?? 'active', request);
  const kept = (await listExperiments(context.store)).filter((listed) => wanted(context, query, listed));
  const keyOf = (listed: Listed) => (recent ? { sort: [listed.updated], id: listed.id } : idKey(listed));
  return foundBy(request, (shorter) => pageOfSorted(kept, shorter, keyOf));
}

/** Development tokens always see only their own kind, so their lists are filtered too. */
const filtered = (
  context: Context,
  { search, user, period_start, period_end, development }: ExperimentListQuery,
): boolean =>
  context.identity.development ||
  [search, user, period_start, period_end, development].some((value) => value !== undefined);

async function plainPage(context: Context, state: 'active' | 'deleted' | 'all', request: PageRequest): Promise<Found> {
  const [counts, { read, cut }] = await Promise.all([
    countExperiments(context.store),
    pageExperiments(context.store, state, idRange(request)),
  ]);
  const count = state === 'all' ? counts.active + counts.deleted : counts[state];
  return foundBy(request, (shorter) => pageOf(shorter, read, count, idKey, cut));
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
