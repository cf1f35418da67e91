// Changes of observations that count already: replace one, delete one, delete all. Each raises `edits`, so that nobody goes on with old rows.
import { compareIds, padId } from '../../domain/id.ts';
import type { Observation } from '../../domain/observation.ts';
import { tryAgain } from '../../domain/problem.ts';
import { type ExperimentScope, readState } from '../experiments/scope.ts';
import { dirtyMark, type State, stateKey } from '../experiments/state.ts';
import { allOf } from '../experiments/state-change.ts';
import type { Change } from '../table/expression.ts';
import { sortKey } from '../table/keys.ts';
import { pause } from '../table/pause.ts';
import { updateItem } from '../table/single.ts';
import { transact, type Write } from '../table/table.ts';
import { bestAttributes, bestIn, bestOf } from './best.ts';
import { citedAsRead, refuseDeleted } from './count-observations.ts';
import { observationItem } from './observation-items.ts';
import { nextObservation, observationsAfter } from './observations.ts';
import { spending } from './spending.ts';

type Options = { readonly notify: boolean };

/** Puts `next` in the place of an observation read at `version` as `before`. False when somebody else changed it meanwhile; then nothing was written. */
export async function replaceObservation(
  scope: ExperimentScope,
  before: Observation,
  next: Observation,
  version: number,
  options: Options,
): Promise<boolean> {
  const add = spending(scope.experiment, [next], [before]);
  const cited = next.suggestion === before.suggestion ? [] : [next];
  return changeOne(scope, { next, cited }, version, options, async (state) => ({
    ...(await summaryAfter(scope, state, next)),
    add,
  }));
}

/** Marks an observation deleted; its suggestion stays closed. False when somebody else changed it meanwhile. */
export async function deleteObservation(
  scope: ExperimentScope,
  observation: Observation,
  version: number,
  options: Options,
): Promise<boolean> {
  const next = { ...observation, deleted: true };
  return changeOne(scope, { next, cited: [] }, version, options, (state) =>
    summaryWithout(scope, state, [observation]),
  );
}

/** `cited`: those of the observations whose suggestion was not cited before, and has to be live and closed for it. */
type Replacement = { readonly next: Observation; readonly cited: readonly Observation[] };

async function changeOne(
  scope: ExperimentScope,
  { next, cited }: Replacement,
  version: number,
  { notify }: Options,
  summarise: (state: State) => Promise<Change>,
): Promise<boolean> {
  let state = scope.state;
  for (let tries = 0; tries < mostTries; tries++) {
    if (compareIds(next.id, state.observationFloor) <= 0) return false; // deleted with all others meanwhile
    refuseDeleted(scope.state, state, cited);
    const change = await summarise(state);
    const writes: Write[] = [
      {
        put: observationItem(scope.pk, next, { version: version + 1 }),
        when: { expression: '#version = :version AND attribute_not_exists(#deleted)', values: { version } },
        label: 'observation',
      },
      ...cited.flatMap(({ suggestion }) =>
        suggestion ? [{ remove: { pk: scope.pk, sk: sortKey.open(suggestion) } }] : [],
      ),
      {
        update: stateKey(scope.pk),
        change: {
          ...change,
          add: { dv: 1, edits: 1, ...change.add },
          ...(notify ? { setIfAbsent: dirtyMark(scope.store.now(), scope.experiment.id) } : {}),
        },
        when: allOf({ expression: '#dv = :seen', values: { seen: state.dataVersion } }, citedAsRead(state, cited)),
        label: 'state',
      },
    ];
    const outcome = await transact(scope.store.table, writes);
    if (outcome.done) return true;
    if (outcome.failed.includes('observation')) return false;
    await pause(tries);
    state = await readState(scope);
  }
  throw tryAgain('Too many changes of the same experiment at once.');
}

const mostTries = 40;

/** A changed value can only make the best better without reading the others; when the best itself changed, all are read. */
async function summaryAfter(scope: ExperimentScope, state: State, next: Observation): Promise<Change> {
  const before = bestIn(state);
  if (before?.id === next.id) return bestAmong(scope, state, (live) => live.map((o) => (o.id === next.id ? next : o)));
  const best = bestOf(scope, [next], before);
  return best && best !== before ? { set: bestAttributes(best) } : {};
}

/** Counters, first, last and best without these, which are live. */
export async function summaryWithout(
  scope: ExperimentScope,
  state: State,
  gone: readonly Observation[],
): Promise<Change> {
  const ids = new Set(gone.map(({ id }) => id));
  const isGone = (id: string | null) => id !== null && ids.has(id);
  const best = isGone(state.best) ? await bestAmong(scope, state, (live) => live.filter(({ id }) => !ids.has(id))) : {};
  const first = isGone(state.first) ? await endChange(scope, state, 'first', ids) : {};
  const last = isGone(state.last) ? await endChange(scope, state, 'last', ids) : {};
  const changes: readonly Change[] = [best, first, last];
  return {
    set: Object.assign({}, ...changes.map(({ set }) => set ?? {})),
    remove: changes.flatMap(({ remove }) => remove ?? []),
    add: { obsLive: -gone.length, ...spending(scope.experiment, [], gone) },
  };
}

async function bestAmong(
  scope: ExperimentScope,
  state: State,
  left: (live: Observation[]) => Observation[],
): Promise<Change> {
  const best = bestOf(scope, left(await observationsAfter(scope, state, '0')), null);
  return best ? { set: bestAttributes(best) } : { remove: ['best', 'bestValue'] };
}

/** The nearest neighbor that stays takes the place of the first or last one that goes. */
async function endChange(
  scope: ExperimentScope,
  state: State,
  end: 'first' | 'last',
  gone: ReadonlySet<string>,
): Promise<Change> {
  for (let id = state[end]; id !== null; ) {
    const range =
      end === 'first' ? { above: id, below: null, newestFirst: false } : { above: null, below: id, newestFirst: true };
    const neighbor = await nextObservation(scope, state, range);
    if (neighbor && !gone.has(neighbor.id)) return { set: { [end]: padId(neighbor.id) } };
    id = neighbor?.id ?? null;
  }
  return { remove: [end] };
}

/** Deletes all observations by raising the floor to the highest id at that very moment; forgets what was learned from them. */
export async function deleteAllObservations(scope: ExperimentScope): Promise<void> {
  const gone = ['first', 'last', 'best', 'bestValue', 'model', 'poolGeneration', 'poolServed', 'duePk', 'dueSk'];
  await updateItem(
    scope.store.table,
    stateKey(scope.pk),
    { copy: { obsFloor: 'top' }, set: { obsLive: 0, spent: 0 }, add: { dv: 1, edits: 1 }, remove: gone },
    { expression: 'attribute_exists(#top)' },
  );
}
