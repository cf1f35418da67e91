// Checkpoints of a run: stored in the run's own partition, and counted at the run in the same transaction.
import { type Checkpoint, maxCheckpoints, type NewCheckpoint } from '../domain/checkpoint.ts';
import type { Run } from '../domain/run.ts';
import { idOf, runKey, sortKey } from './keys.ts';
import { type ListRange, type PageRead, readPage } from './pages.ts';
import { runItemKey } from './run-items.ts';
import { asLoaded } from './runs-of-experiment.ts';
import type { ExperimentScope } from './scope.ts';
import { stateKey } from './state.ts';
import { get, type Item, transact, type Write } from './table.ts';
import type { TenantStore } from './tenant.ts';

/**
 * Null when the run takes none as it is stored now: it has reported, it has as many as it may, it is not in this project any more, or its
 * experiment (`scope`, null where it has none) was archived or got another space.
 * The version rises with the count, so that whoever changes the run meanwhile puts no older count in its place.
 *
 *   one:      one more? yes (199 -> 200)
 *   another:                              one more? no, 200
 *   changer:  run of version 7 ─────────────────────────── in the place of version 7? no, 8: read again
 */
export async function saveCheckpoint(
  store: TenantStore,
  run: Run,
  scope: ExperimentScope | null,
  { values, metadata }: NewCheckpoint,
): Promise<Checkpoint | null> {
  const created = Math.floor(store.now() / 1000);
  for (;;) {
    const checkpoint: Checkpoint = { id: store.nextId(), run: run.id, created, values, metadata };
    const outcome = await transact(store.table, [putOf(store, checkpoint), counted(run), ...unchanged(scope)]);
    if (outcome.done) return checkpoint;
    if (outcome.failed.some((label) => label !== 'checkpoint')) return null;
  }
}

const keyOf = ({ client }: TenantStore, run: string, id: string) => ({
  pk: runKey(client, run),
  sk: sortKey.checkpoint(id),
});

function putOf(store: TenantStore, { id, run, ...doc }: Checkpoint): Write {
  const item = { ...keyOf(store, run, id), doc: JSON.stringify(doc) };
  return { put: item, when: { expression: 'attribute_not_exists(#pk)' }, label: 'checkpoint' };
}

const unchanged = (scope: ExperimentScope | null): Write[] =>
  scope ? [{ check: stateKey(scope.pk), when: asLoaded(scope), label: 'state' }] : [];

const counted = (run: Run): Write => ({
  update: runItemKey(run),
  change: { add: { checkpoints: 1, version: 1 } },
  when: {
    expression:
      'attribute_exists(#pk) AND attribute_not_exists(#reported) AND (attribute_not_exists(#checkpoints) OR #checkpoints < :most)',
    values: { most: maxCheckpoints },
  },
  label: 'run',
});

const parse = (run: string, item: Item): Checkpoint => ({
  ...(JSON.parse(item.doc ?? '') as Omit<Checkpoint, 'id' | 'run'>),
  ...{ id: idOf(item.sk), run },
});

export async function findCheckpoint(store: TenantStore, run: string, id: string): Promise<Checkpoint | null> {
  const item = await get(store.table, keyOf(store, run, id));
  return item && parse(run, item);
}

export const pageCheckpoints = (store: TenantStore, run: string, range: ListRange): Promise<PageRead<Checkpoint>> =>
  readPage(store.table, { pk: runKey(store.client, run), prefix: 'CHECK#' }, range, (items) =>
    items.map((item) => parse(run, item)),
  );
