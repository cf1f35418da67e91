// Checkpoints of a run: stored in the run's own partition, and counted at the run in the same transaction.

import { optimizedMetrics } from '../../domain/metrics/metric.ts';
import { type Checkpoint, maxCheckpoints, type NewCheckpoint } from '../../domain/runs/checkpoint.ts';
import type { Run } from '../../domain/runs/run.ts';
import { type Curves, withValues } from '../../domain/runs/run-curve.ts';
import type { ExperimentScope } from '../experiments/scope.ts';
import { stateKey } from '../experiments/state.ts';
import { idOf, runKey, sortKey } from '../table/keys.ts';
import { type ListRange, type PageRead, readPage } from '../table/pages.ts';
import { get, type Item, transact, type Write } from '../table/table.ts';
import type { TenantStore } from '../tenant.ts';
import { curvePut } from './curves.ts';
import { runItemKey, type StoredRun } from './run-items.ts';
import { asLoaded } from './runs-of-experiment.ts';

/**
 * Null when the run takes none as it is stored now: it was changed since it was read, it has reported, it has as many as it may, or its experiment (`scope`, null where it has none) was archived or got another space.
 * Its curve is written anew, so the run has to be as it was read; and the version rises with the count, so that whoever changes the run meanwhile puts
 * no older count in its place. `curves`: as they were after the run was read; null where none are kept.
 *
 *   one:      run of version 7, curve ── checkpoint 5, curve of 5 values, version 8 if it is 7 ── done
 *   another:  run of version 7, curve ───────────────────────────────────────── version 8 if it is 7? no: read again ── 6th
 *   changer:  run of version 7 ──────────────────────────────────────────────── in the place of version 7? no, 8: read again
 */
export async function saveCheckpoint(
  store: TenantStore,
  { run, version }: StoredRun,
  scope: ExperimentScope | null,
  curves: Curves | null,
  { values, metadata }: NewCheckpoint,
): Promise<Checkpoint | null> {
  const created = Math.floor(store.now() / 1000);
  const optimized = scope ? optimizedMetrics(scope.experiment).flatMap(({ name }) => name ?? []) : [];
  const curve = curves ? [curvePut(run, withValues(curves, values, optimized))] : [];
  for (;;) {
    const checkpoint: Checkpoint = { id: store.nextId(), run: run.id, created, values, metadata };
    const writes = [putOf(store, checkpoint), counted(run, version), ...curve, ...unchanged(scope)];
    const outcome = await transact(store.table, writes);
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

const counted = (run: Run, version: number): Write => ({
  update: runItemKey(run),
  change: { add: { checkpoints: 1, version: 1 } },
  when: {
    expression:
      '#version = :version AND attribute_not_exists(#reported) AND (attribute_not_exists(#checkpoints) OR #checkpoints < :most)',
    values: { version, most: maxCheckpoints },
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
