// What makes new observations count: their ids, and the change of the experiment's state that goes with them.
import { compareIds, padId } from '../../domain/id.ts';
import type { Observation } from '../../domain/observation.ts';
import { invalid } from '../../domain/problem.ts';
import type { ExperimentScope } from '../experiments/scope.ts';
import { dirtyMark, type State, stateKey } from '../experiments/state.ts';
import { allOf } from '../experiments/state-change.ts';
import type { Change, Condition } from '../table/expression.ts';
import type { Key } from '../table/keys.ts';
import type { TenantStore } from '../tenant.ts';
import { bestAttributes, bestIn, bestOf } from './best.ts';
import { spending } from './spending.ts';

export type NewObservation = Omit<Observation, 'id' | 'created' | 'deleted'>;

/** Gives each report its id and time. */
export function numbered(
  store: TenantStore,
  state: State,
  reports: readonly NewObservation[],
  now: number,
): Observation[] {
  let id = state.top ?? '0';
  return reports.map((report) => {
    id = store.nextId(id);
    return { ...report, id, created: Math.floor(now / 1000), deleted: false };
  });
}

/**
 * `notify`: mark the experiment for the optimizer. `late`: their ids were given before, and others may have been committed since. `again`: they
 * counted before and were deleted. `seenTo`: the lease of the optimizer's run that will see to them; they count only while it is held.
 */
export type Counting = {
  readonly now: number;
  readonly notify: boolean;
  readonly late: boolean;
  readonly again?: boolean;
  readonly seenTo?: string | null;
};

type CountingWrite = {
  readonly update: Key;
  readonly change: Change;
  readonly when: Condition;
  readonly label: string;
};

/**
 * The change of the state that makes these observations count. It holds only while what it was computed from is as it was read: the best,
 * the floors under the suggestions they cite, and, for late ones, the first, the last, and the floor under which all observations were deleted.
 */
export function countIn(
  scope: ExperimentScope,
  state: State,
  observations: readonly Observation[],
  counting: Counting,
): CountingWrite {
  const { now, notify, late, again = false, seenTo = null } = counting;
  const before = bestIn(state);
  const best = bestOf(scope, observations, before);
  const ends = late ? lateEnds(state, observations) : newEnds(observations);
  return {
    update: stateKey(scope.pk),
    change: {
      set: { ...ends.set, ...(best && best !== before ? bestAttributes(best) : {}) },
      setIfAbsent: { ...ends.setIfAbsent, ...(notify ? dirtyMark(now, scope.experiment.id) : {}) },
      add: {
        ...{ obsEver: again ? 0 : observations.length, obsLive: observations.length },
        ...{ dv: 1, ...(late ? { edits: 1 } : {}) },
        ...spending(scope.experiment, observations, []),
      },
    },
    when: allOf(
      ends.when,
      asRead({ best: state.best && padId(state.best) }),
      bestValueAsRead(state),
      citedAsRead(state, observations),
      seenTo === null ? { expression: '' } : asRead({ lease: seenTo }),
    ),
    label: 'state',
  };
}

/** The same for late ones that were deleted with all others before they could be seen: they were made, and nothing of them is live. */
export const countDeletedIn = (
  { pk }: ExperimentScope,
  state: State,
  observations: readonly Observation[],
): CountingWrite => ({
  update: stateKey(pk),
  change: { add: { obsEver: observations.length } },
  when: allOf({ expression: 'attribute_exists(#pk)' }, citedAsRead(state, observations)),
  label: 'state',
});

type Ends = {
  readonly set: Record<string, unknown>;
  readonly setIfAbsent: Record<string, unknown>;
  readonly when: Condition;
};

const idsOf = (observations: readonly Observation[]): [string, string] => {
  const [first, last] = [observations[0], observations.at(-1)];
  if (!first || !last) throw new Error('nothing to count');
  return [padId(first.id), padId(last.id)];
};

/** Newer than everything: the last in any case, the first if there was none. */
function newEnds(observations: readonly Observation[]): Ends {
  const [first, last] = idsOf(observations);
  const newest = {
    expression: 'attribute_exists(#pk) AND (attribute_not_exists(#top) OR #top < :firstId)',
    values: { firstId: first },
  };
  return { set: { top: last, last }, setIfAbsent: { first }, when: newest };
}

/** Visible later than their ids say: they may be neither the first nor the last. */
function lateEnds(state: State, observations: readonly Observation[]): Ends {
  const [first, last] = idsOf(observations);
  const isFirst = state.first === null || padId(state.first) > first;
  const isLast = state.last === null || padId(state.last) < last;
  const seen = {
    ...{ first: state.first && padId(state.first), last: state.last && padId(state.last) },
    obsFloor: floorAsStored(state.observationFloor),
  };
  const when = allOf({ expression: 'attribute_exists(#pk)' }, asRead(seen));
  return { set: { ...(isFirst ? { first } : {}), ...(isLast ? { last } : {}) }, setIfAbsent: {}, when };
}

/** Attributes that are what was read: absent (null), or this text. */
function asRead(seen: Readonly<Record<string, string | null>>): Condition {
  const terms = Object.entries(seen).map(([name, value]) =>
    value === null ? `attribute_not_exists(#${name})` : `#${name} = :${name}`,
  );
  return {
    expression: terms.join(' AND '),
    values: Object.fromEntries(Object.entries(seen).filter(([, value]) => value !== null)),
  };
}

/** A correction may change the best's value and leave its id. */
const bestValueAsRead = ({ bestValue }: State): Condition =>
  asRead({ bestValue: bestValue === null ? null : String(bestValue) });

/** A cited suggestion was live when the report was checked; raising a floor deletes it. */
export const citedAsRead = (state: State, observations: readonly Observation[]): Condition =>
  observations.every(({ suggestion }) => suggestion === null) ? { expression: '' } : floorsAsRead(state);

/** No suggestions were deleted together since the state was read. */
export const floorsAsRead = (state: State): Condition =>
  asRead({ sugFloor: floorAsStored(state.suggestionFloor), openFloor: floorAsStored(state.openFloor) });

const floorAsStored = (floor: string): string | null => (floor === '0' ? null : padId(floor));

/** Throws the 400 when a cited suggestion was deleted together with others since the reports were checked against `before`. */
export function refuseDeleted(before: State, state: State, reports: readonly NewObservation[]): void {
  if (before.suggestionFloor === state.suggestionFloor && before.openFloor === state.openFloor) return;
  for (const { suggestion } of reports) {
    const gone = [state.suggestionFloor, state.openFloor].some(
      (floor) => suggestion !== null && compareIds(suggestion, floor) <= 0,
    );
    if (gone)
      throw invalid('suggestion', suggestion, 'was deleted', 'Ask for a new suggestion, or report with assignments.');
  }
}
