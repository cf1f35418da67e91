// The stored model of an experiment with its pool of suggestions computed ahead: one item a generation.
//
//   write:  generation g+1 ── state names g+1 ── now and then: remove those before g
//   read:   state names g ── read g (still there until g+2 is named, and mostly longer)
import type { Assignments } from '../../domain/experiment.ts';
import type { Receipt } from '../../domain/observation.ts';
import type { ExperimentScope } from '../experiments/scope.ts';
import type { StoredModel } from '../experiments/state.ts';
import { sortKey } from '../table/keys.ts';
import { writeMany } from '../table/single.ts';
import { get, query } from '../table/table.ts';

/** A suggestion computed ahead. */
export type Slot = {
  readonly assignments: Assignments;
  readonly task: string | null;
  readonly arm: string;
  readonly predicted: Receipt['predicted'];
  readonly considered?: Receipt['considered'];
};

/** What the optimizer leaves for the fast lane; `model` is the engine's own, opaque here. */
export type ModelDocument = {
  readonly model: unknown;
  /** Chosen jointly: each knows the ones before it. */
  readonly slots: readonly Slot[];
  /** Open suggestions the slots knew. */
  readonly known: readonly string[];
};

/** Nobody reads it until the state names it. */
export const writeModel = (scope: ExperimentScope, generation: number, document: ModelDocument): Promise<void> =>
  writeMany(scope.store.table, [{ put: { ...keyOf(scope, generation), doc: JSON.stringify(document) } }]);

const keyOf = ({ pk }: ExperimentScope, generation: number) => ({ pk, sk: sortKey.model(generation) });

/** Null when it was replaced meanwhile. */
export async function readModel(scope: ExperimentScope, { generation }: StoredModel): Promise<ModelDocument | null> {
  const item = await get(scope.store.table, keyOf(scope, generation));
  return item?.doc ? (JSON.parse(item.doc) as ModelDocument) : null;
}

export const removeModel = (scope: ExperimentScope, generation: number): Promise<void> =>
  writeMany(scope.store.table, [{ remove: keyOf(scope, generation) }]);

/** Removes the generations before `generation`. */
export async function removeModelsBefore(scope: ExperimentScope, generation: number): Promise<void> {
  const { table } = scope.store;
  const limit = sortKey.model(generation);
  const old = await query(table, { pk: scope.pk, from: 'MODEL#', to: limit });
  await writeMany(
    table,
    old.filter(({ sk }) => sk < limit).map((item) => ({ remove: item })),
  );
}
