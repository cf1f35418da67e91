// What makes new observations count: their ids, and the change of the experiment's state that goes with them.
import { padId } from '../domain/id.ts';
import type { Observation } from '../domain/observation.ts';
import { bestAttributes, bestIn, bestOf } from './best.ts';

import type { ExperimentScope } from './scope.ts';
import { dirtyMark, type State, stateKey, unchangedId } from './state.ts';
import type { Write } from './table.ts';
import type { TenantStore } from './tenant.ts';

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

/** The change of the state that makes these observations count; it holds only while top and best are as they were read. */
export function countIn(
  scope: ExperimentScope,
  state: State,
  observations: readonly Observation[],
  now: number,
  notify: boolean,
): Write {
  const [first, last] = [observations[0], observations.at(-1)];
  if (!first || !last) throw new Error('nothing to count');
  const before = bestIn(state);
  const best = bestOf(scope, observations, before);
  const seen = unchangedId('best', state.best);
  return {
    update: stateKey(scope.pk),
    change: {
      set: { top: padId(last.id), last: padId(last.id), ...(best && best !== before ? bestAttributes(best) : {}) },
      setIfAbsent: { first: padId(first.id), ...(notify ? dirtyMark(now, scope.experiment.id) : {}) },
      add: { obsEver: observations.length, obsLive: observations.length, dv: 1 },
    },
    when: {
      expression: `attribute_exists(#pk) AND (attribute_not_exists(#top) OR #top < :firstId) AND ${seen.expression}`,
      values: { firstId: padId(first.id), ...seen.values },
    },
    label: 'state',
  };
}
