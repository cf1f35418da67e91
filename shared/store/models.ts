// The stored model of an experiment: its parameters and pool in one part, the data it was made from in chunks below DynamoDB's item limit.
//
//   write:  parts of generation g+1 ── state names g+1 ── remove g-1
//   read:   state names g ── read parts of g (still there until g+2 is complete)
import type { Assignments } from '../domain/experiment.ts';
import type { Receipt } from '../domain/observation.ts';
import { sortKey } from './keys.ts';
import type { ExperimentScope } from './scope.ts';
import { updateItem, writeMany } from './single.ts';
import { type State, type StoredModel, stateKey } from './state.ts';
import { getMany, query, type Table } from './table.ts';

/** A suggestion computed ahead. */
export type Slot = {
  readonly assignments: Assignments;
  readonly arm: string;
  readonly predicted: Receipt['predicted'];
};

/** What the optimizer leaves for the fast lane; `model` is the engine's own, opaque here. */
export type ModelDocument = {
  readonly model: unknown;
  /** Chosen jointly: each knows the ones before it. */
  readonly slots: readonly Slot[];
  /** Open suggestions the slots knew. */
  readonly known: readonly string[];
};

/** Rows of a snapshot: (n, P) points, n values and variances, as the engine takes them, and the highest observation id among them. */
export type Snapshot = {
  readonly top: string;
  readonly n: number;
  readonly points: Float64Array;
  readonly values: Float64Array;
  readonly variances: Float64Array;
};

const chunkBytes = 300_000;

/** Writes the parts of a generation; nobody reads them until the state names it. Returns how many there are. */
export async function writeModel(
  scope: ExperimentScope,
  generation: number,
  document: ModelDocument,
  snapshot: Snapshot,
): Promise<number> {
  const rows = Buffer.concat([snapshot.points, snapshot.values, snapshot.variances].map(bytesOf));
  const chunks = Array.from({ length: Math.ceil(rows.length / chunkBytes) }, (_, i) =>
    rows.subarray(i * chunkBytes, (i + 1) * chunkBytes),
  );
  const key = (part: number) => ({ pk: scope.pk, sk: sortKey.model(generation, part) });
  const head = { ...key(0), doc: JSON.stringify(document), top: snapshot.top, n: snapshot.n };
  await writeMany(scope.store.table, [{ put: head }, ...chunks.map((data, i) => ({ put: { ...key(i + 1), data } }))]);
  return chunks.length + 1;
}

const bytesOf = (array: Float64Array): Buffer => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

/** The model document alone; null when it was replaced meanwhile. */
export async function readModel(scope: ExperimentScope, { generation }: StoredModel): Promise<ModelDocument | null> {
  const [head] = await getMany(scope.store.table, [{ pk: scope.pk, sk: sortKey.model(generation, 0) }]);
  return head?.doc ? (JSON.parse(head.doc) as ModelDocument) : null;
}

/** The rows a model was made from; null when it was replaced meanwhile. */
export async function readSnapshot(
  scope: ExperimentScope,
  { generation, parts }: StoredModel,
): Promise<Snapshot | null> {
  const keys = Array.from({ length: parts }, (_, part) => ({ pk: scope.pk, sk: sortKey.model(generation, part) }));
  const [head, ...chunks] = await getMany(scope.store.table, keys);
  if (!head || chunks.some((chunk) => !chunk)) return null;
  const rows = Buffer.concat(chunks.map((chunk) => chunk?.['data'] as Uint8Array));
  const doubles = new Float64Array(rows.buffer.slice(rows.byteOffset, rows.byteOffset + rows.byteLength));
  const n = Number(head['n']);
  const points = doubles.subarray(0, doubles.length - 2 * n);
  return {
    top: String(head['top']),
    n,
    points,
    values: doubles.subarray(points.length, points.length + n),
    variances: doubles.subarray(points.length + n),
  };
}

// ---- lease: one worker at a time --------------------------------------------------------------------------------------------
//
//   A:  take lease (until t+150 s) ── fit ── publish if still mine ── release
//   B:        lease taken: leaves it to A, which looks once more before it ends
//   A dies:   lease runs out; the due mark is still there; the sweeper sends a message

/**
 * The generation that the holder may write, or null when another worker holds the lease. Generations are never used twice, so that a warm
 * function may keep what it read of one. `owner` names this run, times in milliseconds since the epoch.
 */
export async function takeLease(
  scope: ExperimentScope,
  owner: string,
  now: number,
  until: number,
): Promise<number | null> {
  const change = { set: { lease: owner, leaseUntil: until }, add: { generations: 1 } };
  const free = 'attribute_not_exists(#leaseUntil) OR #leaseUntil < :now OR #lease = :owner';
  const when = { expression: `attribute_exists(#pk) AND (${free})`, values: { now, owner } };
  const item = await updateItem(scope.store.table, stateKey(scope.pk), change, when);
  return item ? Number(item['generations']) : null;
}

export async function releaseLease(scope: ExperimentScope, owner: string): Promise<void> {
  const mine = { expression: '#lease = :owner', values: { owner } };
  await updateItem(scope.store.table, stateKey(scope.pk), { remove: ['lease', 'leaseUntil'] }, mine);
}

/** Names a complete generation as the newest, unless the lease was lost or something newer stands there. */
export async function publishModel(scope: ExperimentScope, owner: string, model: StoredModel): Promise<boolean> {
  const set = {
    model: JSON.stringify(model),
    poolGeneration: model.generation,
    poolServed: 0,
    modelDv: model.dataVersion,
  };
  const mine = {
    expression: '#lease = :owner AND (attribute_not_exists(#modelDv) OR #modelDv <= :dataVersion)',
    values: { owner, dataVersion: model.dataVersion },
  };
  return (await updateItem(scope.store.table, stateKey(scope.pk), { set }, mine)) !== null;
}

/** Takes the mark off: there is nothing left to do for this version of the data. */
export async function settle(scope: ExperimentScope, seen: State): Promise<boolean> {
  const when =
    seen.dataVersion === 0
      ? { expression: 'attribute_not_exists(#dv)' }
      : { expression: '#dv = :dv', values: { dv: seen.dataVersion } };
  return (await updateItem(scope.store.table, stateKey(scope.pk), { remove: ['duePk', 'dueSk'] }, when)) !== null;
}

/** Removes every part of the generations before `generation`. */
export async function removeModelsBefore(scope: ExperimentScope, generation: number): Promise<void> {
  const table: Table = scope.store.table;
  const old = await query(table, { pk: scope.pk, from: 'MODEL#', to: sortKey.model(generation, 0) });
  await writeMany(
    table,
    old.filter((item) => item.sk < sortKey.model(generation, 0)).map((item) => ({ remove: item })),
  );
}
