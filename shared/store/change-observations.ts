// Changes of observations that count already: replace one, delete one, delete all. Each rises `edits`, so that nobody goes on with old rows.
import type { Observation } from '../domain/observation.ts';
import { bestAttributes, bestIn, bestOf, summary } from './best.ts';
import type { Change } from './expression.ts';
import { sortKey } from './keys.ts';
import { observationItem } from './observation-items.ts';
import { observationsAfter } from './observations.ts';
import { type ExperimentScope, readState } from './scope.ts';
import { updateItem } from './single.ts';
import { dirtyMark, type State, stateKey } from './state.ts';
import { transact, type Write } from './table.ts';

type Options = { readonly notify: boolean };

/** Puts `next` in the place of an observation read at `version`. False when somebody else changed it meanwhile; then nothing was written. */
export async function replaceObservation(
  scope: ExperimentScope,
  next: Observation,
  version: number,
  options: Options,
): Promise<boolean> {
  return changeOne(scope, next, version, options, (state, live) => summaryAfter(scope, state, live, next));
}

/** Marks an observation deleted; its suggestion stays closed. False when somebody else changed it meanwhile. */
export async function deleteObservation(
  scope: ExperimentScope,
  observation: Observation,
  version: number,
  options: Options,
): Promise<boolean> {
  return changeOne(scope, { ...observation, deleted: true }, version, options, (state, live) =>
    summaryWithout(scope, state, live, observation.id),
  );
}

type Live = () => Promise<Observation[]>;

async function changeOne(
  scope: ExperimentScope,
  next: Observation,
  version: number,
  { notify }: Options,
  summarise: (state: State, live: Live) => Promise<Change>,
): Promise<boolean> {
  for (let state = scope.state; ; state = await readState(scope)) {
    const seenState = state;
    const change = await summarise(seenState, () => observationsAfter(scope, seenState, '0'));
    const writes: Write[] = [
      {
        put: observationItem(scope.pk, next, { version: version + 1 }),
        when: { expression: '#version = :version AND attribute_not_exists(#deleted)', values: { version } },
        label: 'observation',
      },
      ...(next.suggestion && !next.deleted ? [{ remove: { pk: scope.pk, sk: sortKey.open(next.suggestion) } }] : []),
      {
        update: stateKey(scope.pk),
        change: {
          ...change,
          add: { dv: 1, edits: 1, ...change.add },
          ...(notify ? { setIfAbsent: dirtyMark(scope.store.now(), scope.experiment.id) } : {}),
        },
        when: { expression: '#dv = :seen', values: { seen: state.dataVersion } },
        label: 'state',
      },
    ];
    const outcome = await transact(scope.store.table, writes);
    if (outcome.done) return true;
    if (outcome.failed.includes('observation')) return false;
  }
}

/** A changed value can only make the best better without reading the others; when the best itself changed, all are read. */
async function summaryAfter(scope: ExperimentScope, state: State, live: Live, next: Observation): Promise<Change> {
  const before = bestIn(state);
  if (before?.id === next.id) {
    const { set, remove } = summary(
      scope,
      (await live()).map((o) => (o.id === next.id ? next : o)),
    );
    return { set, remove };
  }
  const best = bestOf(scope, [next], before);
  return best && best !== before ? { set: bestAttributes(best) } : {};
}

async function summaryWithout(scope: ExperimentScope, state: State, live: Live, id: string): Promise<Change> {
  const add = { obsLive: -1 };
  if (![state.first, state.last, state.best].includes(id)) return { add };
  const { set, remove } = summary(
    scope,
    (await live()).filter((o) => o.id !== id),
  );
  return { set, remove, add };
}

/** Deletes all observations by raising the floor to the highest id at that very moment; forgets what was learned from them. */
export async function deleteAllObservations(scope: ExperimentScope): Promise<void> {
  const gone = ['first', 'last', 'best', 'bestValue', 'model', 'poolGeneration', 'poolServed', 'duePk', 'dueSk'];
  await updateItem(
    scope.store.table,
    stateKey(scope.pk),
    { copy: { obsFloor: 'top' }, set: { obsLive: 0 }, add: { dv: 1, edits: 1 }, remove: gone },
    { expression: 'attribute_exists(#top)' },
  );
}
