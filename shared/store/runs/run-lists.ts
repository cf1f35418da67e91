// Where lists find runs: those of a project in one range of ids, those of an experiment by pointers, and a few by where they are.
import type { Run } from '../../domain/runs/run.ts';
import type { IdRange } from '../../domain/runs/run-range.ts';
import { visibleIn } from '../batches.ts';
import { experimentKey, idOf, projectKey } from '../table/keys.ts';
import { between } from '../table/pages.ts';
import { getMany, type Item, query, queryPages } from '../table/table.ts';
import type { TenantStore } from '../tenant.ts';
import { parseRun, runItemKey } from './run-items.ts';
import { findRun } from './runs.ts';

type RunPlace = Pick<Run, 'id' | 'project'>;

/** `size`: characters of its document, by which readers decide how many they hold. */
export type ListedItem = { readonly run: Run; readonly size: number };

const listed = (item: Item): ListedItem => ({ run: parseRun(item).run, size: item.doc?.length ?? 0 });

const prefix = 'RUN#';

/** Runs of a project, archived ones too, piece by piece, newest first. */
export async function* runsOfProject(
  store: TenantStore,
  project: string,
  range: IdRange,
): AsyncGenerator<ListedItem[]> {
  const pk = projectKey(store.client, project);
  for await (const items of queryPages(store.table, { pk, ...between(prefix, range), newestFirst: true }))
    yield (await visibleIn(store.table, pk, items)).map(listed);
}

/** Where the runs of an experiment are, newest first. */
export async function placesOfExperiment(store: TenantStore, experiment: string, range: IdRange): Promise<RunPlace[]> {
  const pk = experimentKey(store.client, experiment);
  const items = await query(store.table, { pk, ...between(prefix, range), newestFirst: true });
  return items.map(({ sk, project }) => ({ id: idOf(sk), project: String(project) }));
}

/** In their order. One that was moved since its place was read is looked for by its id. */
export async function runsAt(store: TenantStore, places: readonly RunPlace[]): Promise<ListedItem[]> {
  const { client, table } = store;
  const items = await getMany(
    table,
    places.map((place) => runItemKey({ client, ...place })),
  );
  const found = await Promise.all(places.map(({ id }, i) => (items[i] ? listed(items[i]) : movedRun(store, id))));
  return found.flatMap((one) => one ?? []);
}

async function movedRun(store: TenantStore, id: string): Promise<ListedItem | null> {
  const found = await findRun(store, id);
  return found && { run: found.run, size: JSON.stringify(found.run).length };
}
