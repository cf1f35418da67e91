// Suggestions: claimed with their open marker, counter and usage in one transaction; read, changed and deleted.
import { compareIds, padId } from '../domain/id.ts';
import type { Suggestion } from '../domain/observation.ts';
import { between, type ListRange } from './experiments.ts';
import type { Condition } from './expression.ts';
import { idOf, sortKey } from './keys.ts';
import { type ExperimentScope, readState } from './scope.ts';
import { updateItem } from './single.ts';
import { parseState, type State, stateKey } from './state.ts';
import { getMany, type Item, query, transact, type Write } from './table.ts';
import { countUsage } from './usage.ts';

/** An open suggestion as the optimizer sees it. `pool`: generation of the model whose pool it came from. */
export type Open = {
  readonly id: string;
  readonly assignments: Suggestion['assignments'];
  readonly pool: number | null;
};

export type Claim = Pick<Suggestion, 'assignments' | 'metadata' | 'receipt'> & {
  /** Open version that the choice was made with; null: whatever others claimed meanwhile, this one is wanted. */
  readonly seen: number | null;
  /** Pool slot it takes. */
  readonly slot?: { readonly generation: number; readonly served: number };
  /** Queued suggestion it serves. */
  readonly queued?: string;
};

/**
 * Stores a suggestion, or nothing when somebody else was faster (then null):
 *
 *   A:  read state, open ── choose ── commit if open version = seen
 *   B:     read state, open ── choose ────── open version moved: null; reads again, with A's point open
 */
export async function claimSuggestion(scope: ExperimentScope, claim: Claim): Promise<Suggestion | null> {
  const { store, pk, experiment } = scope;
  const now = store.now();
  const { assignments, metadata, receipt } = claim;
  const suggestion = {
    id: store.nextId(),
    assignments,
    metadata,
    receipt,
    created: Math.floor(now / 1000),
    deleted: false,
  };
  const open: Omit<Open, 'id'> = { assignments, pool: claim.slot?.generation ?? null };
  const writes: Write[] = [
    { put: suggestionItem(pk, suggestion), when: { expression: 'attribute_not_exists(#pk)' } },
    { put: { pk, sk: sortKey.open(suggestion.id), doc: JSON.stringify(open) } },
    {
      update: stateKey(pk),
      change: {
        add: {
          ov: 1,
          sugEver: 1,
          sugLive: 1,
          ...(claim.slot ? { poolServed: 1 } : {}),
          ...(claim.queued ? { queued: -1 } : {}),
        },
      },
      when: stillTrue(claim),
    },
    ...(claim.queued
      ? [{ remove: { pk, sk: sortKey.queued(claim.queued) }, when: { expression: 'attribute_exists(#pk)' } }]
      : []),
    ...(experiment.development ? [] : [countUsage(store, experiment.id, 'suggestions', 1, now)]),
  ];
  return (await transact(store.table, writes)).done ? suggestion : null;
}

function stillTrue({ seen, slot }: Claim): Condition {
  const terms = ['attribute_exists(#pk)'];
  if (seen !== null) terms.push(seen === 0 ? 'attribute_not_exists(#ov)' : '#ov = :seen');
  if (slot) terms.push('#poolGeneration = :generation', '#poolServed = :served');
  const values = { ...(seen ? { seen } : {}), ...(slot ?? {}) };
  return { expression: terms.join(' AND '), values };
}

const suggestionItem = (pk: string, { id, deleted, ...doc }: Suggestion): Item => ({
  pk,
  sk: sortKey.suggestion(id),
  ...(deleted ? { deleted } : {}),
  doc: JSON.stringify(doc),
});

const parseSuggestion = (item: Item): Suggestion => ({
  ...(JSON.parse(item.doc ?? '') as Omit<Suggestion, 'id' | 'deleted'>),
  id: idOf(item.sk),
  deleted: item['deleted'] === true,
});

/**
 * Takes the next ask number, counting from 1; it seeds the choice, so that two simultaneous asks never choose alike by chance.
 * Comes with the state as it is then, which saves a read.
 */
export async function nextAsk(scope: ExperimentScope): Promise<{ number: number; state: State }> {
  const item = await updateItem(scope.store.table, stateKey(scope.pk), { add: { asks: 1 } });
  if (!item) throw new Error(`state of experiment ${scope.experiment.id} is missing`);
  const state = parseState(item);
  return { number: state.asks, state };
}

/** Open suggestions, oldest first: nobody has reported or deleted them. */
export async function openSuggestions(scope: ExperimentScope, state: State): Promise<Open[]> {
  const above = compareIds(state.openFloor, state.suggestionFloor) > 0 ? state.openFloor : state.suggestionFloor;
  const items = await query(scope.store.table, { pk: scope.pk, ...between('OPEN#', { above, below: null }) });
  return items.map((item) => ({ ...(JSON.parse(item.doc ?? '') as Omit<Open, 'id'>), id: idOf(item.sk) }));
}

export type SuggestionState = { readonly suggestion: Suggestion; readonly open: boolean };

/** Live suggestions of these ids in their order; null where it is missing or deleted. */
export async function findSuggestions(
  scope: ExperimentScope,
  ids: readonly string[],
): Promise<(SuggestionState | null)[]> {
  const items = await getMany(
    scope.store.table,
    ids.flatMap((id) => [
      { pk: scope.pk, sk: sortKey.suggestion(id) },
      { pk: scope.pk, sk: sortKey.open(id) },
    ]),
  );
  return ids.map((_, i) => {
    const item = items[2 * i];
    const marked = Boolean(items[2 * i + 1]);
    if (!item || isDeleted(item, marked, scope.state)) return null;
    return { suggestion: parseSuggestion(item), open: marked };
  });
}

/** Deleted by itself, with all of the experiment's, or with all that were open (its marker stayed behind to say so). */
const isDeleted = (item: Item, marked: boolean, state: State): boolean => {
  const id = idOf(item.sk);
  if (item['deleted'] === true || compareIds(id, state.suggestionFloor) <= 0) return true;
  return marked && compareIds(id, state.openFloor) <= 0;
};

/** Suggestions with ids strictly between two, live or deleted ones, in the order asked for. */
export async function pageSuggestions(
  scope: ExperimentScope,
  range: ListRange & { readonly deleted: boolean },
): Promise<SuggestionState[]> {
  const { deleted, take, newestFirst, ...rest } = range;
  const markers = await query(scope.store.table, { pk: scope.pk, from: 'OPEN#', to: 'OPEN#~' });
  const marked = new Set(markers.map((item) => idOf(item.sk)));
  const found: SuggestionState[] = [];
  for (let from = rest; ; ) {
    const items = await query(scope.store.table, { pk: scope.pk, ...between('SUG#', from), newestFirst, take });
    for (const item of items) {
      const open = marked.has(idOf(item.sk));
      if (isDeleted(item, open, scope.state) !== deleted) continue;
      const suggestion = { ...parseSuggestion(item), deleted };
      found.push({ suggestion, open });
    }
    const last = items.at(-1);
    if (!last || items.length < take || found.length >= take) return found.slice(0, take);
    from = newestFirst ? { ...from, below: idOf(last.sk) } : { ...from, above: idOf(last.sk) };
  }
}

/** Replaces the metadata of a live suggestion; false when it was deleted meanwhile. */
export async function replaceSuggestion(scope: ExperimentScope, suggestion: Suggestion): Promise<boolean> {
  const { id, deleted: _, ...doc } = suggestion;
  const key = { pk: scope.pk, sk: sortKey.suggestion(id) };
  const live = { expression: 'attribute_exists(#pk) AND attribute_not_exists(#deleted)' };
  return (await updateItem(scope.store.table, key, { set: { doc: JSON.stringify(doc) } }, live)) !== null;
}

/** Marks a suggestion deleted and no longer open; false when it was deleted already. */
export async function deleteSuggestion(
  scope: ExperimentScope,
  { suggestion: { id }, open }: SuggestionState,
): Promise<boolean> {
  const outcome = await transact(scope.store.table, [
    {
      update: { pk: scope.pk, sk: sortKey.suggestion(id) },
      change: { set: { deleted: true } },
      when: { expression: 'attribute_exists(#pk) AND attribute_not_exists(#deleted)' },
    },
    { remove: { pk: scope.pk, sk: sortKey.open(id) } },
    { update: stateKey(scope.pk), change: { add: { sugLive: -1 } }, when: aboveFloors(id, open) },
  ]);
  return outcome.done;
}

/** It was not deleted together with others, whose number is counted already. */
const aboveFloors = (id: string, open: boolean): Condition => {
  const floors = ['sugFloor', ...(open ? ['openFloor'] : [])];
  const expression = floors.map((floor) => `(attribute_not_exists(#${floor}) OR #${floor} < :id)`).join(' AND ');
  return { expression, values: { id: padId(id) } };
};

/** Deletes all suggestions, or all open ones, by raising a floor to an id above all there are. Repeats until nobody claimed in between. */
export async function deleteAllSuggestions(scope: ExperimentScope, which: 'all' | 'open'): Promise<void> {
  for (;;) {
    const state = await readState(scope);
    const floor = padId(scope.store.nextId());
    const live = which === 'all' ? state.suggestionsLive : (await openSuggestions(scope, state)).length;
    const change =
      which === 'all'
        ? { set: { sugFloor: floor, sugLive: 0 } }
        : { set: { openFloor: floor }, add: { sugLive: -live } };
    const when = unchangedCounters(state);
    if (await updateItem(scope.store.table, stateKey(scope.pk), { ...change, add: { ov: 1, ...change.add } }, when))
      return;
  }
}

/** Nothing was claimed and nothing reported since the state was read. */
function unchangedCounters(state: State): Condition {
  const counters = { ov: state.openVersion, dv: state.dataVersion };
  const terms = Object.entries(counters).map(([name, seen]) =>
    seen === 0 ? `attribute_not_exists(#${name})` : `#${name} = :${name}`,
  );
  return {
    expression: terms.join(' AND '),
    values: Object.fromEntries(Object.entries(counters).filter(([, seen]) => seen !== 0)),
  };
}
