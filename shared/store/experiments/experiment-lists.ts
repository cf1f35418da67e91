// Experiments as lists see them: one small item in the client's partition, its copy in the project's, and counts by state.
//
// Those made of observations and those made of runs stand under different prefixes, so that neither list reads past the other's.
import type { Experiment } from '../../domain/experiment.ts';
import { countInProject } from '../projects/projects.ts';
import { clientKey, projectKey, sortKey } from '../table/keys.ts';
import { type ListRange, type PageRead, readPage } from '../table/pages.ts';
import { get, type Item, query, type Write } from '../table/table.ts';
import type { TenantStore } from '../tenant.ts';

/** What a list filters and sorts by. */
export type Listed = Pick<Experiment, 'id' | 'name' | 'state' | 'created' | 'updated' | 'development' | 'user'>;

/** Made of observations, or of runs. */
export type Kind = 'core' | 'ai';

const kindOf = ({ runsOnly }: Pick<Experiment, 'runsOnly'>): Kind => (runsOnly ? 'ai' : 'core');
const prefixes: Readonly<Record<Kind, string>> = { core: 'EXP#', ai: 'AIX#' };
const countsKey = (store: TenantStore) => ({ pk: clientKey(store.client), sk: sortKey.counts });
const countNames = {
  core: { active: 'active', deleted: 'deleted' },
  ai: { active: 'aiActive', deleted: 'aiDeleted' },
} as const;

const listedKey = (pk: string, experiment: Experiment) => ({
  pk,
  sk: experiment.runsOnly ? sortKey.listedOfRuns(experiment.id) : sortKey.listed(experiment.id),
});

/** Where the experiment is listed: in its client, and in its project if it has one. */
const placesOf = (store: TenantStore, { project }: Experiment): string[] => [
  clientKey(store.client),
  ...(project === null ? [] : [projectKey(store.client, project)]),
];

function listedItems(store: TenantStore, experiment: Experiment): Item[] {
  const { id, name, state, created, updated, development, user } = experiment;
  const doc = JSON.stringify({ id, name, state, created, updated, development, user } satisfies Listed);
  return placesOf(store, experiment).map((pk) => ({ ...listedKey(pk, experiment), state, doc }));
}

/** The writes that list a new experiment and count it; `now` in milliseconds. */
export function listNew(store: TenantStore, experiment: Experiment, now: number): Write[] {
  const { project } = experiment;
  return [
    ...listedItems(store, experiment).map((item): Write => ({ put: item })),
    { update: countsKey(store), change: { add: { [countNames[kindOf(experiment)].active]: 1 } } },
    ...(project === null ? [] : [countInProject(store, project, { experiments: 1 }, now)]),
  ];
}

/** The writes that bring lists and counts from `before` to `next`. */
export function listChanged(store: TenantStore, before: Experiment, next: Experiment, now: number): Write[] {
  const left = before.project !== null && before.project !== next.project ? before.project : null;
  const names = countNames[kindOf(next)];
  const moved = before.state !== next.state;
  return [
    ...listedItems(store, next).map((item): Write => ({ put: item })),
    ...(left === null ? [] : [{ remove: listedKey(projectKey(store.client, left), before) }]),
    ...(moved
      ? [{ update: countsKey(store), change: { add: { [names[next.state]]: 1, [names[before.state]]: -1 } } }]
      : []),
    ...countedInProjects(store, before, next, now),
  ];
}

/** A project counts what is in it and not archived. */
function countedInProjects(store: TenantStore, before: Experiment, next: Experiment, now: number): Write[] {
  const counted = ({ project, state }: Experiment) => (state === 'active' ? project : null);
  const [from, to] = [counted(before), counted(next)];
  if (from === to) return [];
  const arrived = before.project !== next.project ? now : null;
  return [
    ...(from === null ? [] : [countInProject(store, from, { experiments: -1 }, null)]),
    ...(to === null ? [] : [countInProject(store, to, { experiments: 1 }, arrived)]),
  ];
}

/** Where a list looks: at all of the client's experiments of a kind, or at those in one project. */
type ListPlace = { readonly kind: Kind; readonly project?: string };

const partitionOf = (store: TenantStore, { project }: ListPlace): string =>
  project === undefined ? clientKey(store.client) : projectKey(store.client, project);

/** All of a place's experiments as lists see them, newest first. */
export async function listExperiments(store: TenantStore, place: ListPlace = { kind: 'core' }): Promise<Listed[]> {
  const prefix = prefixes[place.kind];
  const range = { pk: partitionOf(store, place), from: prefix, to: `${prefix}~`, newestFirst: true };
  return (await query(store.table, range)).map(parseListed);
}

/** The client's experiments of one kind and state in a range of ids. */
export const pageExperiments = (
  store: TenantStore,
  kind: Kind,
  state: 'active' | 'deleted' | 'all',
  range: ListRange,
): Promise<PageRead<Listed>> => {
  const filter = state === 'all' ? {} : { filter: { expression: '#state = :state', values: { state } } };
  return readPage(store.table, { pk: clientKey(store.client), prefix: prefixes[kind], ...filter }, range, (items) =>
    items.map(parseListed),
  );
};

const parseListed = (item: Item): Listed => JSON.parse(item.doc ?? '') as Listed;

/** How many experiments of each state the tenant has, from the counter kept by every change. */
export async function countExperiments(store: TenantStore, kind: Kind): Promise<{ active: number; deleted: number }> {
  const item = await get(store.table, countsKey(store));
  const count = (name: string) => (typeof item?.[name] === 'number' ? item[name] : 0);
  return { active: count(countNames[kind].active), deleted: count(countNames[kind].deleted) };
}
