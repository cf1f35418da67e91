// Batches too large for one transaction: written hidden under a batch id, then made visible and counted by one transaction.
//
//   reserve ids ── BATCH pending (due in 15 min) ── items, hidden ── flip: BATCH visible + counts + usage ── close suggestions ── answer
//        └── crash here: the sweeper removes items and BATCH          └── crash here: the sweeper closes them
//   15 min later the sweeper takes the batch's marks off the items; BATCH itself stays for another day, for readers that saw a mark before.
//
// All observations may be deleted in between. The batch had its ids by then, so it came first: it is made, billed, and deleted with the others.
//
//   batch       reserve ids: top 90 ── items, hidden ─────────────── flip: ids up to the floor count as made only
//   deletion                                          ── floor = top 90
import { compareIds, padId, unpadId } from '../../domain/id.ts';
import type { Observation } from '../../domain/observation.ts';
import { isProblem, tryAgain } from '../../domain/problem.ts';
import { flipOf, giveUp, pendingBatch, retire } from '../batches.ts';
import { type ExperimentScope, readState } from '../experiments/scope.ts';
import { type State, stateKey } from '../experiments/state.ts';
import { sortKey } from '../table/keys.ts';
import { inLanes } from '../table/lanes.ts';
import { pause } from '../table/pause.ts';
import { updateItem, writeMany } from '../table/single.ts';
import { getMany, type Item, query, transact } from '../table/table.ts';
import { countUsage } from '../usage.ts';
import { closeCited } from './close-cited.ts';
import {
  type Counting,
  countDeletedIn,
  countIn,
  type NewObservation,
  numbered,
  refuseDeleted,
} from './count-observations.ts';
import { observationItem, parseObservation } from './observation-items.ts';

export async function appendHidden(
  scope: ExperimentScope,
  reports: readonly NewObservation[],
  options: { readonly notify: boolean },
): Promise<Observation[]> {
  const { store, pk, experiment } = scope;
  const now = store.now();
  const observations = await reserveIds(scope, reports, now);
  const batch = store.nextId();
  const ids = { from: padId(observations[0]?.id ?? ''), to: padId(observations.at(-1)?.id ?? '') };
  const item = pendingBatch(pk, batch, ids, now, experiment.id);
  await writeMany(store.table, [{ put: item }]);
  await writeMany(
    store.table,
    observations.map((o) => ({ put: observationItem(pk, o, { version: 1, batch }) })),
  );
  const made = flip(scope, batch, observations, { now, notify: options.notify, late: true });
  await made.catch((error) => withdraw(scope, item, observations, error));
  await closeCited(scope, observations).catch(leaveToSweeper);
  return observations;
}

/** The batch counts by now: told to try again, the client would report all of it once more. The sweeper closes what is still open. */
function leaveToSweeper(error: unknown): void {
  if (!isProblem(error)) throw error;
}

/** Raises the highest id given, so that nobody who reports meanwhile comes in between. */
async function reserveIds(
  scope: ExperimentScope,
  reports: readonly NewObservation[],
  now: number,
): Promise<Observation[]> {
  for (let tries = 0, { state } = scope; tries < mostTries; tries++, state = await readState(scope)) {
    const observations = numbered(scope.store, state, reports, now);
    const [firstId, top] = [padId(observations[0]?.id ?? ''), padId(observations.at(-1)?.id ?? '')];
    const newest = {
      expression: 'attribute_exists(#pk) AND (attribute_not_exists(#top) OR #top < :firstId)',
      values: { firstId },
    };
    if (await updateItem(scope.store.table, stateKey(scope.pk), { set: { top } }, newest)) return observations;
    await pause(tries);
  }
  throw tooMany();
}

const tooMany = () => tryAgain('Too many reports to the same experiment at once.');

const mostTries = 60;

async function flip(
  scope: ExperimentScope,
  batch: string,
  observations: readonly Observation[],
  counting: Counting,
): Promise<void> {
  const { store, pk, experiment } = scope;
  for (let tries = 0; tries < mostTries; tries++) {
    const state = await readState(scope);
    refuseDeleted(scope.state, state, observations);
    const outcome = await transact(store.table, [
      flipOf(pk, batch),
      lateCount(scope, state, observations, counting),
      ...(experiment.development
        ? []
        : [countUsage(store, experiment.id, 'observations', observations.length, counting.now)]),
    ]);
    if (outcome.done) return;
    if (outcome.failed.includes('batch')) throw new Error(`batch ${batch} was given up while it was written`);
    await pause(tries);
  }
  throw tooMany();
}

/** The ids of a batch are taken in one step, so a floor is above all of them or below. */
function lateCount(scope: ExperimentScope, state: State, observations: readonly Observation[], counting: Counting) {
  const isDeleted = observations.every(({ id }) => compareIds(id, state.observationFloor) <= 0);
  return isDeleted ? countDeletedIn(scope, state, observations) : countIn(scope, state, observations, counting);
}

/** Whoever erased the experiment may have been through before the last item was written: what nobody will ever see or look for goes as well. */
async function withdraw(scope: ExperimentScope, batch: Item, observations: readonly Observation[], error: unknown) {
  // Where the store does not answer this either, the first trouble is the one to tell of.
  await removeErased(scope, batch, observations).catch(() => undefined);
  throw error;
}

async function removeErased({ store, pk }: ExperimentScope, batch: Item, observations: readonly Observation[]) {
  const found = await getMany(store.table, [stateKey(pk), batch]);
  if (!found.includes(null)) return;
  const keys = [...observations.map(({ id }) => ({ pk, sk: sortKey.observation(id) })), batch];
  await writeMany(
    store.table,
    keys.map((key) => ({ remove: key })),
  );
}

/** Those with its ids: nobody else's lie between. */
const itemsBetween = ({ store, pk }: ExperimentScope, batch: Item): Promise<Item[]> =>
  query(store.table, { pk, from: `OBS#${batch['from']}`, to: `OBS#${batch['to']}` });

/** Those that still have its mark; a correction takes it off. */
function markedBy(batch: Item, items: readonly Item[]): Item[] {
  const name = unpadId(batch.sk.slice('BATCH#'.length));
  return items.filter((item) => item['batch'] === name);
}

/** What the sweeper does with a batch whose time has come: finish a visible one, remove an abandoned one. May be repeated. */
export async function settleBatch(scope: ExperimentScope, batch: Item): Promise<void> {
  if (batch['visible'] !== true) return dropBatch(scope, batch);
  const items = await itemsBetween(scope, batch);
  // What was corrected or deleted since then cites its suggestion all the same.
  await closeCited(scope, items.map(parseObservation));
  await inLanes(markedBy(batch, items), (item) =>
    updateItem(scope.store.table, item, { remove: ['batch'] }, { expression: 'attribute_exists(#pk)' }),
  );
  await retire(scope.store.table, batch, scope.store.now());
}

/** Removes a batch that never became visible. */
async function dropBatch(scope: ExperimentScope, batch: Item): Promise<void> {
  if (!(await giveUp(scope.store.table, batch))) return;
  await writeMany(
    scope.store.table,
    markedBy(batch, await itemsBetween(scope, batch)).map((item) => ({ remove: item })),
  );
  await writeMany(scope.store.table, [{ remove: batch }]);
}
