// The rows a model was fitted to, in chunks below DynamoDB's item limit, so that a cold function reads a few items and not every observation.
//
//   write:  chunks of generation g ── state names g ── chunks before the one named until then go
//   read:   state names g ── read its chunks (still there until the next but one is named)

import type { ExperimentScope } from '../experiments/scope.ts';
import type { StoredSnapshot } from '../experiments/state.ts';
import { type Key, sortKey } from '../table/keys.ts';
import { writeMany } from '../table/single.ts';
import { getMany, query } from '../table/table.ts';

/** (n, P) points; n values and variances for each metric, as the engine takes them. */
type SnapshotRows = {
  readonly n: number;
  readonly points: Float64Array;
  readonly columns: readonly { readonly values: Float64Array; readonly variances: Float64Array }[];
};

const chunkBytes = 300_000;

/** Writes the rows of a generation, which nobody reads until the state names it. Returns the number of chunks. */
export async function writeSnapshot(scope: ExperimentScope, generation: number, rows: SnapshotRows): Promise<number> {
  const bytes = Buffer.concat(
    [rows.points, ...rows.columns.flatMap(({ values, variances }) => [values, variances])].map(bytesOf),
  );
  const parts = Math.ceil(bytes.length / chunkBytes);
  const chunk = (part: number) => ({
    put: {
      pk: scope.pk,
      sk: sortKey.rows(generation, part),
      data: bytes.subarray(part * chunkBytes, (part + 1) * chunkBytes),
    },
  });
  await writeMany(
    scope.store.table,
    Array.from({ length: parts }, (_, part) => chunk(part)),
  );
  return parts;
}

const bytesOf = (array: Float64Array): Buffer => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

const chunkKeys = ({ pk }: ExperimentScope, generation: number, parts: number): Key[] =>
  Array.from({ length: parts }, (_, part) => ({ pk, sk: sortKey.rows(generation, part) }));

export const removeSnapshot = (scope: ExperimentScope, { generation, parts }: StoredSnapshot): Promise<void> =>
  writeMany(
    scope.store.table,
    chunkKeys(scope, generation, parts).map((key) => ({ remove: key })),
  );

/** Rows of so many metrics; null when they were replaced meanwhile. */
export async function readSnapshot(
  scope: ExperimentScope,
  { generation, parts, n }: StoredSnapshot,
  metrics: number,
): Promise<SnapshotRows | null> {
  const chunks = await getMany(scope.store.table, chunkKeys(scope, generation, parts));
  if (chunks.some((chunk) => !chunk)) return null;
  const bytes = Buffer.concat(chunks.map((chunk) => chunk?.['data'] as Uint8Array));
  const doubles = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const points = doubles.subarray(0, doubles.length - 2 * metrics * n);
  const part = (k: number) => doubles.subarray(points.length + k * n, points.length + (k + 1) * n);
  const columns = Array.from({ length: metrics }, (_, k) => ({ values: part(2 * k), variances: part(2 * k + 1) }));
  return { n, points, columns };
}

/** Removes the chunks of the generations before `generation`. */
export async function removeSnapshotsBefore(scope: ExperimentScope, generation: number): Promise<void> {
  const { table } = scope.store;
  const limit = sortKey.rows(generation, 0);
  const old = await query(table, { pk: scope.pk, from: 'ROWS#', to: limit });
  await writeMany(
    table,
    old.filter(({ sk }) => sk < limit).map((item) => ({ remove: item })),
  );
}
