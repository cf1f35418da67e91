// Batches too large for one transaction: written hidden under a batch id, then made visible and counted by one transaction.
//
//   BATCH pending (due in 15 min) ── items, hidden ── flip: BATCH visible + counts + usage ── close suggestions ── answer
//        └── crash here: the sweeper removes items and BATCH          └── crash here: the sweeper closes them
//   15 min later the sweeper takes the batch's marks off the items; BATCH itself stays for another day, for readers that saw a mark before.
import { padId, unpadId } from '../domain/id.ts';
import type { Observation } from '../domain/observation.ts';
import { countIn, type NewObservation, numbered } from './count-observations.ts';
import { dueMark, sortKey } from './keys.ts';
import { observationItem, parseObservation } from './observation-items.ts';
import { type ExperimentScope, readState } from './scope.ts';
import { updateItem, writeMany } from './single.ts';
import { type Item, query, transact, type Write } from './table.ts';
import { countUsage } from './usage.ts';

/** After so many milliseconds a batch that was not made visible is taken for abandoned: longer than any function may run. */
const abandonedAfter = 15 * 60_000;

export async function appendHidden(
  scope: ExperimentScope,
  reports: readonly NewObservation[],
  options: { readonly notify: boolean },
): Promise<Observation[]> {
  const { store, pk } = scope;
  for (;;) {
    const state = await readState(scope);
    const now = store.now();
    const batch = store.nextId(state.top ?? '0');
    const observations = numbered(store, { ...state, top: batch }, reports, now);
    const ids = { from: padId(observations[0]?.id ?? ''), to: padId(observations.at(-1)?.id ?? '') };
    const mark = dueMark(now + abandonedAfter, scope.experiment.id);
    await writeMany(store.table, [{ put: { pk, sk: sortKey.batch(batch), ...ids, ...mark } }]);
    await writeMany(
      store.table,
      observations.map((o) => ({ put: observationItem(pk, o, { version: 1, batch }) })),
    );
    if (await flip(scope, batch, observations, now, options.notify)) {
      await closeCited(scope, observations);
      return observations;
    }
    await dropBatch(scope, { pk, sk: sortKey.batch(batch), ...ids });
  }
}

async function flip(
  scope: ExperimentScope,
  batch: string,
  observations: readonly Observation[],
  now: number,
  notify: boolean,
) {
  const { store, pk, experiment } = scope;
  for (let tries = 0; tries < 20; tries++) {
    const state = await readState(scope);
    const outcome = await transact(store.table, [
      {
        update: { pk, sk: sortKey.batch(batch) },
        change: { set: { visible: true } },
        when: {
          expression: 'attribute_exists(#pk) AND attribute_not_exists(#visible) AND attribute_not_exists(#dropped)',
        },
        label: 'batch',
      },
      alsoAnEdit(countIn(scope, state, observations, now, notify)),
      ...(experiment.development ? [] : [countUsage(store, experiment.id, 'observations', observations.length, now)]),
    ]);
    if (outcome.done) return true;
    if (outcome.failed.includes('batch')) throw new Error(`batch ${batch} was given up while it was written`);
    if (overtaken(await readState(scope), observations)) return false;
  }
  return false;
}

/** Somebody committed a greater id meanwhile: the batch needs new ids. */
const overtaken = (state: { top: string | null }, observations: readonly Observation[]): boolean =>
  state.top !== null && padId(state.top) >= padId(observations[0]?.id ?? '');

/** Rows become visible long after their ids were given: whoever keeps rows elsewhere must read them anew. */
const alsoAnEdit = (write: Write): Write =>
  'change' in write ? { ...write, change: { ...write.change, add: { ...write.change.add, edits: 1 } } } : write;

/** Suggestions that an observation cites are not open any more. May be repeated. */
async function closeCited(scope: ExperimentScope, observations: readonly Observation[]): Promise<void> {
  const cited = new Set(observations.flatMap((observation) => observation.suggestion ?? []));
  await writeMany(
    scope.store.table,
    [...cited].map((id) => ({ remove: { pk: scope.pk, sk: sortKey.open(id) } })),
  );
}

async function itemsOf(scope: ExperimentScope, batch: Item): Promise<Item[]> {
  const range = { pk: scope.pk, from: `OBS#${batch['from']}`, to: `OBS#${batch['to']}` };
  const name = unpadId(batch.sk.slice('BATCH#'.length));
  return (await query(scope.store.table, range)).filter((item) => item['batch'] === name);
}

/** What the sweeper does with a batch whose time has come: finish a visible one, remove an abandoned one. May be repeated. */
export async function settleBatch(scope: ExperimentScope, batch: Item): Promise<void> {
  if (batch['visible'] !== true) return dropBatch(scope, batch);
  const items = await itemsOf(scope, batch);
  await closeCited(scope, items.map(parseObservation));
  for (const item of items)
    await updateItem(scope.store.table, item, { remove: ['batch'] }, { expression: 'attribute_exists(#pk)' });
  const expiresAt = Math.floor(scope.store.now() / 1000) + 86_400;
  await updateItem(scope.store.table, batch, { set: { expiresAt }, remove: ['duePk', 'dueSk'] });
}

/** Removes a batch that never became visible; a writer that is still at it cannot make it visible afterwards. */
async function dropBatch(scope: ExperimentScope, batch: Item): Promise<void> {
  const hidden = { expression: 'attribute_exists(#pk) AND attribute_not_exists(#visible)' };
  if (!(await updateItem(scope.store.table, batch, { set: { dropped: true } }, hidden))) return;
  await writeMany(
    scope.store.table,
    (await itemsOf(scope, batch)).map((item) => ({ remove: item })),
  );
  await writeMany(scope.store.table, [{ remove: batch }]);
}
