// A new suggestion: stored with its open marker, counter and usage in one transaction, or not at all.
import { padId } from '../../domain/id.ts';
import type { Suggestion } from '../../domain/observation.ts';
import type { Along } from '../along.ts';
import type { ExperimentScope } from '../experiments/scope.ts';
import { parseState, type State, stateKey } from '../experiments/state.ts';
import type { Condition } from '../table/expression.ts';
import { sortKey } from '../table/keys.ts';
import { updateItem } from '../table/single.ts';
import { transact, type Write } from '../table/table.ts';
import { countUsage } from '../usage.ts';
import { suggestionItem } from './suggestions.ts';

export type Claim = Pick<Suggestion, 'assignments' | 'task' | 'metadata' | 'receipt'> & {
  /** The choice holds only for the open suggestions it knew; without it, this one is wanted whatever others claimed meanwhile. */
  readonly strict: boolean;
  /** Pool slot it takes. */
  readonly slot?: { readonly generation: number; readonly served: number };
  /** Queued suggestion it serves. */
  readonly queued?: string;
  /** Made together with it, of it. */
  readonly along?: ((suggestion: Suggestion) => Along) | undefined;
};

/**
 * Stores a suggestion chosen with `state`, or nothing when somebody else was faster or the definition changed (then null):
 *
 *   A:  read state, open ── choose ── commit if open version = seen
 *   B:     read state, open ── choose ────── open version moved: null; reads again, with A's point open
 *
 * Its id is greater than all before it, so that "delete all there are" is a single id, whatever the clocks of two processes say.
 */
export async function claimSuggestion(scope: ExperimentScope, state: State, claim: Claim): Promise<Suggestion | null> {
  const { store, pk, experiment } = scope;
  const now = store.now();
  const { assignments, task, metadata, receipt } = claim;
  const id = store.nextId(state.suggestionTop ?? '0');
  const suggestion = { id, assignments, task, metadata, receipt, created: Math.floor(now / 1000), deleted: false };
  const along = claim.along?.(suggestion);
  const counts = {
    ...along?.add,
    ov: 1,
    sugEver: 1,
    sugLive: 1,
    ...(claim.slot ? { poolServed: 1 } : {}),
    ...(claim.queued ? { queued: -1 } : {}),
  };
  const writes: Write[] = [
    { put: suggestionItem(pk, suggestion), when: { expression: 'attribute_not_exists(#pk)' } },
    {
      put: {
        pk,
        sk: sortKey.open(id),
        doc: JSON.stringify({ assignments, task, pool: claim.slot?.generation ?? null }),
      },
    },
    {
      update: stateKey(pk),
      change: { add: counts, set: { sugTop: padId(id) } },
      when: stillTrue(scope, state, claim, id),
    },
    ...(claim.queued
      ? [{ remove: { pk, sk: sortKey.queued(claim.queued) }, when: { expression: 'attribute_exists(#pk)' } }]
      : []),
    ...(isBilled(scope, claim) ? [countUsage(store, experiment.id, 'suggestions', 1, now)] : []),
    ...(along?.writes ?? []),
  ];
  return (await transact(store.table, writes)).done ? suggestion : null;
}

/** A repetition tells nothing that the caller did not have already: a loop that runs on behind the end of its grid is not billed for it. */
const isBilled = ({ experiment }: ExperimentScope, { receipt }: Claim): boolean =>
  !experiment.development && receipt.source !== 'exhausted';

/** The definition is still the one that the choice was made for, ids still rise, and what else the choice depends on. */
function stillTrue({ version }: ExperimentScope, { openVersion }: State, claim: Claim, id: string): Condition {
  const { strict, slot } = claim;
  const terms = [
    'attribute_exists(#pk)',
    '(attribute_not_exists(#shaped) OR #shaped <= :version)',
    '(attribute_not_exists(#sugTop) OR #sugTop < :id)',
  ];
  if (strict) terms.push(openVersion === 0 ? 'attribute_not_exists(#ov)' : '#ov = :seen');
  if (slot) terms.push('#poolGeneration = :generation', '#poolServed = :served');
  const seen = strict && openVersion > 0 ? { seen: openVersion } : {};
  return { expression: terms.join(' AND '), values: { id: padId(id), version, ...seen, ...(slot ?? {}) } };
}

/**
 * Takes the next ask number, counting from 1; it seeds the choice, so that two simultaneous asks never choose alike by chance.
 * Comes with the state as it is then, which saves a read.
 */
export async function nextAsk(scope: ExperimentScope): Promise<{ number: number; state: State }> {
  const there = { expression: 'attribute_exists(#pk)' };
  const item = await updateItem(scope.store.table, stateKey(scope.pk), { add: { asks: 1 } }, there);
  if (!item) throw new Error(`state of experiment ${scope.experiment.id} is missing`);
  const state = parseState(item);
  return { number: state.asks, state };
}
