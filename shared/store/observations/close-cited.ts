// Closes the suggestions that a batch cites once it is visible: some at a time, each some in one transaction with the counters.
//
//   batch               read floors, markers ────────────── take markers off, ov + 1, if the floors are as read
//   delete open ones    read counters, markers ─────────────────────────────────────────── raise floor if ov is as read: refused; reads anew
//
//   batch               read floors, markers ────────────── take markers off if the floors are as read: refused; reads anew, counts them as live
//   delete open ones              raise floor, count n less
//
// They were reported when the batch became visible; a deletion of what is open that comes later is not about them.
import { compareIds } from '../../domain/id.ts';
import type { Observation } from '../../domain/observation.ts';
import { tryAgain } from '../../domain/problem.ts';
import { type ExperimentScope, readState } from '../experiments/scope.ts';
import { type State, stateKey } from '../experiments/state.ts';
import { allOf } from '../experiments/state-change.ts';
import { idOf, sortKey } from '../table/keys.ts';
import { getMany, type Item, transact, type Write } from '../table/table.ts';
import { untilDone } from '../table/until-done.ts';
import { floorsAsRead } from './count-observations.ts';

/** Suggestions of one transaction, which may have 100 writes. */
const most = 90;

/** May be repeated. What it throws leaves some of them open, and everything that counts as it was. */
export async function closeCited(scope: ExperimentScope, observations: readonly Observation[]): Promise<void> {
  const cited = [...new Set(observations.flatMap(({ suggestion }) => suggestion ?? []))];
  for (let from = 0; from < cited.length; from += most)
    await untilDone(() => closeSome(scope, cited.slice(from, from + most)), tooMany);
}

const tooMany = () => tryAgain('Suggestions are being changed faster than they can be closed.');

async function closeSome(scope: ExperimentScope, ids: readonly string[]): Promise<true | undefined> {
  const state = await readState(scope);
  const keys = ids.map((id) => ({ pk: scope.pk, sk: sortKey.open(id) }));
  const markers = (await getMany(scope.store.table, keys)).filter((item) => item !== null);
  if (markers.length === 0) return true;
  return (await transact(scope.store.table, closing(scope, state, markers))).done || undefined;
}

function closing({ pk }: ExperimentScope, state: State, markers: readonly Item[]): Write[] {
  const back = markers.filter((marker) => countsAsDeleted(marker, state)).length;
  return [
    ...markers.map(({ sk }): Write => ({ remove: { pk, sk }, when: { expression: 'attribute_exists(#pk)' } })),
    {
      update: stateKey(pk),
      change: { add: { ov: 1, ...(back > 0 ? { sugLive: back } : {}) } },
      when: allOf({ expression: 'attribute_exists(#pk)' }, floorsAsRead(state)),
    },
  ];
}

/** The floor of the open ones was raised over its marker, and that over all suggestions was not. */
const countsAsDeleted = ({ sk }: Item, { openFloor, suggestionFloor }: State): boolean =>
  compareIds(idOf(sk), openFloor) <= 0 && compareIds(idOf(sk), suggestionFloor) > 0;
