// Experiments of a tenant: create, replace the definition, list. The definition is one item, what lists show another, small one.

import type { Definition, Experiment } from '../domain/experiment.ts';
import type { EarlierExperiment } from '../domain/transfer.ts';
import { earlierItems } from './earlier.ts';
import { clientKey, experimentKey, sortKey, whereKey } from './keys.ts';
import { type ListRange, type PageRead, readPage } from './pages.ts';
import { type ExperimentScope, parseExperiment, versionOf } from './scope.ts';
import { dirtyMark, parseState, stateKey } from './state.ts';
import { get, getMany, type Item, query, transact, type Write } from './table.ts';
import type { TenantStore } from './tenant.ts';
import { countUsage } from './usage.ts';

/** What a list filters and sorts by. */
export type Listed = Pick<Experiment, 'id' | 'name' | 'state' | 'created' | 'updated' | 'development' | 'user'>;

const listedItem = (store: TenantStore, experiment: Experiment): Item => {
  const { id, name, state, created, updated, development, user } = experiment;
  return {
    pk: clientKey(store.client),
    sk: sortKey.listed(id),
    state,
    doc: JSON.stringify({ id, name, state, created, updated, development, user } satisfies Listed),
  };
};

const definitionItem = (store: TenantStore, experiment: Experiment, version: number): Item => ({
  pk: experimentKey(store.client, experiment.id),
  sk: sortKey.experiment,
  version,
  doc: JSON.stringify(experiment),
});

const absent = { expression: 'attribute_not_exists(#pk)' };
const countsKey = (store: TenantStore) => ({ pk: clientKey(store.client), sk: sortKey.counts });

/** Stores a new experiment, counted in the same transaction. A clash of ids takes the next one. */
export async function createExperiment(
  store: TenantStore,
  definition: Definition,
  by: { readonly user: string | null; readonly development: boolean },
  earlier: readonly EarlierExperiment[] = [],
): Promise<ExperimentScope> {
  for (;;) {
    const now = store.now();
    const id = store.nextId();
    const created = Math.floor(now / 1000);
    const experiment: Experiment = {
      ...definition,
      id,
      client: store.client,
      ...by,
      state: 'active',
      created,
      updated: created,
      revision: 1,
    };
    const pk = experimentKey(store.client, id);
    const outcome = await transact(store.table, [
      { put: definitionItem(store, experiment, 1), when: absent },
      { put: { ...stateKey(pk) }, when: absent },
      { put: listedItem(store, experiment), when: absent },
      ...earlierItems(pk, earlier).map((item) => ({ put: item })),
      { put: { ...whereKey(id), client: store.client }, when: absent },
      { update: countsKey(store), change: { add: { active: 1 } } },
      ...(by.development ? [] : [countUsage(store, id, 'experiments', 1, now)]),
    ]);
    if (outcome.done)
      return { store, pk, experiment, version: 1, state: parseState({ pk, sk: sortKey.state }), items: new Map() };
  }
}

/**
 * Puts `next` in the place of the definition that `scope` was loaded with. `reshaped`: the search space changed, so models and snapshots of
 * the old one are void. False when somebody else was faster; then nothing was written.
 */
export async function replaceExperiment(
  scope: ExperimentScope,
  next: Experiment,
  reshaped: boolean,
  notify: boolean,
): Promise<boolean> {
  const { store, pk, version } = scope;
  const seen = { expression: '#version = :version', values: { version } };
  const writes: Write[] = [
    { put: definitionItem(store, next, version + 1), when: seen },
    { put: listedItem(store, next) },
  ];
  const moved = next.state !== scope.experiment.state;
  if (reshaped || moved) {
    const mark = reshaped && notify ? { setIfAbsent: dirtyMark(store.now(), next.id) } : {};
    const counts = reshaped ? { add: { dv: 1, edits: 1 } } : {};
    writes.push({ update: stateKey(pk), change: { set: { shaped: version + 1 }, ...counts, ...mark } });
  }
  if (moved) {
    const to = next.state === 'active' ? 1 : -1;
    writes.push({ update: countsKey(store), change: { add: { active: to, deleted: -to } } });
  }
  return (await transact(store.table, writes)).done;
}

/** All of the tenant's experiments as lists see them, newest first. */
export async function listExperiments(store: TenantStore): Promise<Listed[]> {
  const items = await query(store.table, { pk: clientKey(store.client), from: 'EXP#', to: 'EXP#~', newestFirst: true });
  return items.map(parseListed);
}

/** Experiments of one state in a range of ids. */
export const pageExperiments = (
  store: TenantStore,
  state: 'active' | 'deleted' | 'all',
  range: ListRange,
): Promise<PageRead<Listed>> => {
  const filter = state === 'all' ? {} : { filter: { expression: '#state = :state', values: { state } } };
  return readPage(store.table, { pk: clientKey(store.client), prefix: 'EXP#', ...filter }, range, (items) =>
    items.map(parseListed),
  );
};

const parseListed = (item: Item): Listed => JSON.parse(item.doc ?? '') as Listed;

/** How many experiments of each state the tenant has, from the counter kept by every change. */
export async function countExperiments(store: TenantStore): Promise<{ active: number; deleted: number }> {
  const item = await get(store.table, countsKey(store));
  const count = (name: string) => (typeof item?.[name] === 'number' ? item[name] : 0);
  return { active: count('active'), deleted: count('deleted') };
}

/** The experiments of these ids in their order, with definition and state; ids that are not the tenant's are left out. */
export async function loadScopes(store: TenantStore, ids: readonly string[]): Promise<ExperimentScope[]> {
  const keys = ids.map((id) => experimentKey(store.client, id));
  const items = await getMany(
    store.table,
    keys.flatMap((pk) => [{ pk, sk: sortKey.experiment }, stateKey(pk)]),
  );
  return keys.flatMap((pk, i) => {
    const [definition, state] = [items[2 * i], items[2 * i + 1]];
    if (!definition || !state) return [];
    return [
      {
        store,
        pk,
        experiment: parseExperiment(definition),
        version: versionOf(definition),
        state: parseState(state),
        items: new Map(),
      },
    ];
  });
}
