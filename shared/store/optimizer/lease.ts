// One worker at a time computes an experiment, and says when it is done.
//
//   A:  take lease (until t+150 s) ── fit ── publish if still mine ── release
//   B:        lease taken: leaves it to A, which looks once more before it ends
//   A dies:   lease runs out; the due mark is still there; the sweeper sends a message
import type { ExperimentScope } from '../experiments/scope.ts';
import { type State, type StoredModel, stateKey } from '../experiments/state.ts';
import { updateItem } from '../table/single.ts';

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

/**
 * The lease of a run that is at work; null when there is none, or it must have died. What is committed while it is held needs no message:
 *
 *   A:         lease ── fit ───────────── settle fails, the data moved: looks once more, or ends when its turn is over
 *   reporter:             └ commit if A still holds it                                       └ the mark stays: the next report or the sweeper sends one
 */
export const runAtWork = ({ lease, leaseUntil }: State, now: number): string | null =>
  lease !== null && leaseUntil > now ? lease : null;

/** Names a complete generation as the newest, unless the lease was lost, something newer stands there, or an edit came in between. */
export async function publishModel(scope: ExperimentScope, owner: string, model: StoredModel): Promise<boolean> {
  const set = {
    model: JSON.stringify(model),
    poolGeneration: model.generation,
    poolServed: 0,
    modelDv: model.dataVersion,
  };
  const unedited = model.edits === 0 ? 'attribute_not_exists(#edits)' : '#edits = :edits';
  const mine = {
    expression: `#lease = :owner AND (attribute_not_exists(#modelDv) OR #modelDv <= :dataVersion) AND ${unedited}`,
    values: { owner, dataVersion: model.dataVersion, ...(model.edits === 0 ? {} : { edits: model.edits }) },
  };
  return (await updateItem(scope.store.table, stateKey(scope.pk), { set }, mine)) !== null;
}

/**
 * Takes the mark off, and the lease with it if `owner` holds one: there is nothing left to do for this version of the data. Both in one write,
 * because a message that comes between the two would find the lease taken and leave its work to nobody. False when new data came meanwhile.
 */
export async function settle(scope: ExperimentScope, seen: State, owner: string | null): Promise<boolean> {
  const version = seen.dataVersion === 0 ? 'attribute_not_exists(#dv)' : '#dv = :dv';
  const expression = owner === null ? version : `${version} AND #lease = :owner`;
  const values = { ...(seen.dataVersion === 0 ? {} : { dv: seen.dataVersion }), ...(owner === null ? {} : { owner }) };
  const remove = ['duePk', 'dueSk', ...(owner === null ? [] : ['lease', 'leaseUntil'])];
  return (await updateItem(scope.store.table, stateKey(scope.pk), { remove }, { expression, values })) !== null;
}
