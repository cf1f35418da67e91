// The answer of a list of experiments: as many of a page's as fit, each read from the client that it belongs to.
import { type Page, type PageRequest, pageOfSorted, readingOrder } from '../../domain/page.ts';
import type { Listed } from '../../store/experiment-lists.ts';
import { loadScopes } from '../../store/experiments.ts';
import { fitting } from '../../store/pages.ts';
import type { ExperimentScope } from '../../store/scope.ts';
import type { TenantStore } from '../../store/tenant.ts';
import { idKey, publicPage } from '../page.ts';
import { showExperiments } from './progress.ts';

/** What a list knows of an experiment, and where the rest of it is. */
export type Entry = Listed & { readonly store: TenantStore };

/** A page, its items in reading order, and the same page with fewer items. */
export type Found = {
  readonly page: Page<Entry>;
  readonly reading: readonly Entry[];
  readonly shortened: (limit: number) => Page<Entry>;
};

export function foundBy(request: PageRequest, pageWith: (request: PageRequest) => Page<Entry>): Found {
  const page = pageWith(request);
  const reading = readingOrder(request).newestFirst === request.ascending ? page.items.toReversed() : page.items;
  return { page, reading, shortened: (limit) => pageWith({ ...request, limit }) };
}

/** Of a whole list in memory, by id or by the last update. */
export const foundAmong = (all: readonly Entry[], request: PageRequest, recent: boolean): Found =>
  foundBy(request, (shorter) =>
    pageOfSorted(all, shorter, (entry) => (recent ? { sort: [entry.updated], id: entry.id } : idKey(entry))),
  );

/** How a list shows experiments of one client, in their order. */
type Show<Shown> = (store: TenantStore, scopes: readonly ExperimentScope[]) => Promise<Shown[]>;

export const answerCoreList = (found: Found) => answerList(found, showExperiments);

export async function answerList<Shown extends { readonly id: string }>(found: Found, show: Show<Shown>) {
  const shown = await shownWhileTheyFit(found.reading, show);
  const page = shown.length < found.reading.length ? found.shortened(shown.length) : found.page;
  const byId = new Map(shown.map((experiment) => [experiment.id, experiment]));
  const items = page.items.flatMap(({ id }) => byId.get(id) ?? []);
  return publicPage({ ...page, items }, (experiment) => experiment);
}

/** Experiments whose definitions are read at once. */
const chunk = 50;

/** In reading order, until the answer is full: a definition may be 300 KB. */
async function shownWhileTheyFit<Shown extends { readonly id: string }>(
  entries: readonly Entry[],
  show: Show<Shown>,
): Promise<Shown[]> {
  const shown: Shown[] = [];
  for (let i = 0; i < entries.length; i += chunk) {
    shown.push(...(await showSome(entries.slice(i, i + chunk), show)));
    const fit = fitting(shown);
    if (fit < shown.length) return shown.slice(0, fit);
  }
  return shown;
}

/** In the order of `entries`, whichever client each is of. */
async function showSome<Shown extends { readonly id: string }>(
  entries: readonly Entry[],
  show: Show<Shown>,
): Promise<Shown[]> {
  const clients = [...new Map(entries.map(({ store }) => [store.client, store])).values()];
  const shown = await Promise.all(
    clients.map(async (store) => {
      const ids = entries.filter((entry) => entry.store.client === store.client).map(({ id }) => id);
      return show(store, await loadScopes(store, ids));
    }),
  );
  const byId = new Map(shown.flat().map((experiment) => [experiment.id, experiment]));
  return entries.flatMap(({ id }) => byId.get(id) ?? []);
}
