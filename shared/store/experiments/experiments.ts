// Experiments of a tenant: create, replace the definition, load many. The definition is one item, what lists show another, small one.

import type { EarlierExperiment } from '../../domain/definition/transfer.ts';
import type { Definition, Experiment } from '../../domain/experiment.ts';
import { experimentKey, sortKey, whereKey } from '../table/keys.ts';
import { getMany, type Item, transact, type Write } from '../table/table.ts';
import type { TenantStore } from '../tenant.ts';
import { countUsage } from '../usage.ts';
import { earlierItems } from './earlier.ts';
import { listChanged, listNew } from './experiment-lists.ts';
import { type ExperimentScope, parseExperiment, versionOf } from './scope.ts';
import { dirtyMark, parseState, stateKey } from './state.ts';

const definitionItem = (store: TenantStore, experiment: Experiment, version: number): Item => ({
  pk: experimentKey(store.client, experiment.id),
  sk: sortKey.experiment,
  version,
  doc: JSON.stringify(experiment),
});

const absent = { expression: 'attribute_not_exists(#pk)' };

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
      ...earlierItems(pk, earlier).map((item) => ({ put: item })),
      { put: { ...whereKey(id), client: store.client }, when: absent },
      ...listNew(store, experiment, now),
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
    ...listChanged(store, scope.experiment, next, store.now()),
  ];
  const moved = next.state !== scope.experiment.state;
  if (reshaped || moved) {
    const mark = reshaped && notify ? { setIfAbsent: dirtyMark(store.now(), next.id) } : {};
    const counts = reshaped ? { add: { dv: 1, edits: 1 } } : {};
    writes.push({ update: stateKey(pk), change: { set: { shaped: version + 1 }, ...counts, ...mark } });
  }
  return (await transact(store.table, writes)).done;
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
