// The answer of a list of experiments: as many of a page's as fit, each read from the client that it belongs to.
import { type Page, type PageRequest, pageOfSorted, turned } from '../../domain/page.ts';
import type { Listed } from '../../store/experiments/experiment-lists.ts';
import { loadScopes } from '../../store/experiments/experiments.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import type { TenantStore } from '../../store/tenant.ts';
import { idKey, publicPage, shownWhileTheyFit } from '../page.ts';
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
  return { page, reading: turned(request, page.items), shortened: (limit) => pageWith({ ...request, limit }) };
}

/** Of a whole list in memory, by id or by the last update. */
export const foundAmong = (all: readonly Entry[], request: PageRequest, recent: boolean): Found =>
  foundBy(request, (shorter) =>
    pageOfSorted(all, shorter, (entry) => (recent ? { sort: [entry.updated], id: entry.id } : idKey(entry))),
  );

/** How a list shows experiments of one client, in their order. */
type Show<Shown> = (store: TenantStore, scopes: readonly ExperimentScope[]) => Promise<Shown[]>;

export const answerCoreList = (found: Found) => answerList(found, showExperiments);

/** Experiments whose definitions are read at once: one may be 300 KB. */
const chunk = 50;

export async function answerList<Shown extends { readonly id: string }>(found: Found, show: Show<Shown>) {
  const shown = await shownWhileTheyFit(found.reading, chunk, (some) => showSome(some, show));
  const page = shown.length < found.reading.length ? found.shortened(shown.length) : found.page;
  const byId = new Map(shown.map((experiment) => [experiment.id, experiment]));
  const items = page.items.flatMap(({ id }) => byId.get(id) ?? []);
  return publicPage({ ...page, items }, (experiment) => experiment);
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
