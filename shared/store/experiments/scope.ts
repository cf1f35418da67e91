// One experiment inside its tenant: made by loading it, and needed by every function that touches what belongs to it.
import type { Experiment } from '../../domain/experiment.ts';
import { experimentKey, sortKey } from '../table/keys.ts';
import { get, getMany, type Item } from '../table/table.ts';
import type { TenantStore } from '../tenant.ts';
import { parseState, type State, stateKey } from './state.ts';

export type ExperimentScope = {
  readonly store: TenantStore;
  /** Partition key of everything that belongs to the experiment. */
  readonly pk: string;
  readonly experiment: Experiment;
  /** Version of the stored definition; an update says which one it has read. */
  readonly version: number;
  /** As it was when the experiment was loaded. */
  readonly state: State;
  /** By sort key, what was read along with the experiment; null: there was no such item. */
  readonly items: ReadonlyMap<string, Item | null>;
};

type Later = 'linearConstraints' | 'tasks' | 'transferFrom' | 'project' | 'runsOnly';

/** Definitions stored before there were linear constraints, tasks, transfer, projects and runs have none, and nothing was said about the noise of their metrics. */
export function parseExperiment(item: Item): Experiment {
  const stored = JSON.parse(item.doc ?? '') as Omit<Experiment, Later> & Partial<Experiment>;
  const metrics = stored.metrics.map((metric) => ({ ...metric, noise: metric.noise ?? 'unknown' }));
  return {
    ...stored,
    metrics,
    linearConstraints: stored.linearConstraints ?? [],
    tasks: stored.tasks ?? [],
    transferFrom: stored.transferFrom ?? [],
    project: stored.project ?? null,
    runsOnly: stored.runsOnly ?? false,
  };
}
export const versionOf = (item: Item): number => (typeof item['version'] === 'number' ? item['version'] : 0);

/**
 * Null when the tenant has no experiment of that id, whoever else has one. `along`: sort keys of items of the experiment that will be needed
 * too; they come with the same read.
 */
export async function loadScope(
  store: TenantStore,
  id: string,
  along: readonly string[] = [],
): Promise<ExperimentScope | null> {
  const pk = experimentKey(store.client, id);
  const [definition, state, ...more] = await getMany(store.table, [
    { pk, sk: sortKey.experiment },
    stateKey(pk),
    ...along.map((sk) => ({ pk, sk })),
  ]);
  if (!definition || !state) return null;
  const items = new Map(along.map((sk, i) => [sk, more[i] ?? null]));
  return {
    store,
    pk,
    experiment: parseExperiment(definition),
    version: versionOf(definition),
    state: parseState(state),
    items,
  };
}

/** Items of the experiment by sort key: those that came along with it, the others read now. */
export async function itemsOf(
  { store, pk, items }: ExperimentScope,
  keys: readonly string[],
): Promise<(Item | null)[]> {
  const missing = keys.filter((sk) => !items.has(sk));
  const read = await getMany(
    store.table,
    missing.map((sk) => ({ pk, sk })),
  );
  const found = new Map(missing.map((sk, i) => [sk, read[i] ?? null]));
  return keys.map((sk) => items.get(sk) ?? found.get(sk) ?? null);
}

/** True when the search space was changed, or the experiment archived or restored, since the scope was loaded. */
export const isOutdated = ({ version }: ExperimentScope, { shaped }: State): boolean => shaped > version;

/** The state as it is now. */
export async function readState(scope: ExperimentScope): Promise<State> {
  const item = await get(scope.store.table, stateKey(scope.pk));
  if (!item) throw new Error(`state of experiment ${scope.experiment.id} is missing`);
  return parseState(item);
}
