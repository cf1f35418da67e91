// Changes of suggestions: metadata replaced, one deleted, all or all open ones deleted.
import { padId } from '../../domain/id.ts';
import type { Suggestion } from '../../domain/observation.ts';
import { tryAgain } from '../../domain/problem.ts';
import { type ExperimentScope, readState } from '../experiments/scope.ts';
import { stateKey } from '../experiments/state.ts';
import { unchangedCounters } from '../experiments/state-change.ts';
import type { Condition } from '../table/expression.ts';
import { sortKey } from '../table/keys.ts';
import { pause } from '../table/pause.ts';
import { updateItem } from '../table/single.ts';
import { transact } from '../table/table.ts';
import { openSuggestions, type SuggestionState } from './suggestions.ts';

/** Replaces the metadata of a live suggestion; false when it was deleted meanwhile. */
export async function replaceSuggestion(scope: ExperimentScope, suggestion: Suggestion): Promise<boolean> {
  const { id, deleted: _, ...doc } = suggestion;
  const key = { pk: scope.pk, sk: sortKey.suggestion(id) };
  const live = { expression: 'attribute_exists(#pk) AND attribute_not_exists(#deleted)' };
  return (await updateItem(scope.store.table, key, { set: { doc: JSON.stringify(doc) } }, live)) !== null;
}

/** Marks a suggestion deleted, and takes the marker off that says it is open; that nobody had reported it stays known. False when it was deleted already. */
export async function deleteSuggestion(
  scope: ExperimentScope,
  { suggestion, open }: SuggestionState,
): Promise<boolean> {
  const { id } = suggestion;
  const outcome = await transact(scope.store.table, [
    {
      update: { pk: scope.pk, sk: sortKey.suggestion(id) },
      change: { set: { deleted: true, ...(open ? { unreported: true } : {}) } },
      when: { expression: 'attribute_exists(#pk) AND attribute_not_exists(#deleted)' },
    },
    ...(open ? [{ remove: { pk: scope.pk, sk: sortKey.open(id) }, when: marked, label: 'open' }] : []),
    { update: stateKey(scope.pk), change: { add: { sugLive: -1, ov: 1 } }, when: aboveFloors(id, open) },
  ]);
  // Somebody has reported it since it was looked at.
  if (!outcome.done && outcome.failed.includes('open')) return deleteSuggestion(scope, { suggestion, open: false });
  return outcome.done;
}

const marked: Condition = { expression: 'attribute_exists(#pk)' };

/** It was not deleted together with others, whose number is counted already. */
const aboveFloors = (id: string, open: boolean): Condition => {
  const floors = ['sugFloor', ...(open ? ['openFloor'] : [])];
  const expression = floors.map((floor) => `(attribute_not_exists(#${floor}) OR #${floor} < :id)`).join(' AND ');
  return { expression, values: { id: padId(id) } };
};

const mostTries = 40;

/** Deletes all suggestions, or all open ones, by raising a floor to the highest id at that very moment. */
export async function deleteAllSuggestions(scope: ExperimentScope, which: 'all' | 'open'): Promise<void> {
  const { table } = scope.store;
  const some = 'attribute_exists(#sugTop)';
  if (which === 'all') {
    const change = { copy: { sugFloor: 'sugTop' }, set: { sugLive: 0 }, add: { ov: 1 } };
    await updateItem(table, stateKey(scope.pk), change, { expression: some });
    return;
  }
  for (let tries = 0; tries < mostTries; tries++) {
    const state = await readState(scope);
    if (state.suggestionTop === null) return;
    const open = await openSuggestions(scope, state);
    const change = { copy: { openFloor: 'sugTop' }, add: { ov: 1, sugLive: -open.length } };
    if (await updateItem(table, stateKey(scope.pk), change, unchangedCounters(state))) return;
    await pause(tries);
  }
  throw tryAgain('Suggestions are being made and reported faster than they can be counted.');
}
