// Reads of suggestions: one, a page, those that are open.
import { compareIds } from '../../domain/id.ts';
import type { Suggestion } from '../../domain/observation.ts';
import { type ExperimentScope, itemsOf } from '../experiments/scope.ts';
import type { State } from '../experiments/state.ts';
import { idOf, sortKey } from '../table/keys.ts';
import { between, type ListRange, type PageRead, readPage } from '../table/pages.ts';
import { type Item, query } from '../table/table.ts';

/** An open suggestion as the optimizer sees it. `pool`: generation of the model whose pool it came from. */
export type Open = {
  readonly id: string;
  readonly assignments: Suggestion['assignments'];
  readonly task: Suggestion['task'];
  readonly pool: number | null;
};

export const suggestionItem = (pk: string, { id, deleted, ...doc }: Suggestion): Item => ({
  pk,
  sk: sortKey.suggestion(id),
  ...(deleted ? { deleted } : {}),
  doc: JSON.stringify(doc),
});

export const parseSuggestion = (item: Item): Suggestion => ({
  ...(JSON.parse(item.doc ?? '') as Omit<Suggestion, 'id' | 'deleted'>),
  id: idOf(item.sk),
  deleted: item['deleted'] === true,
});

/** Suggestions up to this id are not open, whatever markers are left. */
const openAbove = ({ openFloor, suggestionFloor }: State): string =>
  compareIds(openFloor, suggestionFloor) > 0 ? openFloor : suggestionFloor;

/** Open suggestions that nobody has reported or deleted, oldest first; `take`: the newest of them alone. */
export async function openSuggestions(scope: ExperimentScope, state: State, take?: number): Promise<Open[]> {
  const range = between('OPEN#', { above: openAbove(state), below: null });
  const items = await query(scope.store.table, {
    pk: scope.pk,
    ...range,
    newestFirst: true,
    ...(take === undefined ? {} : { take }),
  });
  return items.reverse().map((item) => ({ ...(JSON.parse(item.doc ?? '') as Omit<Open, 'id'>), id: idOf(item.sk) }));
}

/** All suggestions above an id (null: from the first), whatever became of them. */
export async function suggestionsAfter(scope: ExperimentScope, id: string | null): Promise<Suggestion[]> {
  const range = between('SUG#', { above: id, below: null });
  return (await query(scope.store.table, { pk: scope.pk, ...range })).map(parseSuggestion);
}

export type SuggestionState = { readonly suggestion: Suggestion; readonly open: boolean };

/** Sort keys of what is read of a suggestion: itself and its open marker. */
export const suggestionKeys = (id: string): [string, string] => [sortKey.suggestion(id), sortKey.open(id)];

/** Live suggestions of these ids in their order; null where it is missing or deleted. */
export async function findSuggestions(
  scope: ExperimentScope,
  ids: readonly string[],
): Promise<(SuggestionState | null)[]> {
  const items = await itemsOf(scope, ids.flatMap(suggestionKeys));
  return ids.map((_, i) => {
    const item = items[2 * i];
    const marked = Boolean(items[2 * i + 1]);
    if (!item || isDeleted(item, marked, scope.state)) return null;
    return { suggestion: parseSuggestion(item), open: marked };
  });
}

/** One of these, whatever became of it since. */
export async function suggestionOf(scope: ExperimentScope, id: string): Promise<Suggestion> {
  const [item] = await itemsOf(scope, [sortKey.suggestion(id)]);
  if (!item) throw new Error(`experiment ${scope.experiment.id} has no suggestion ${id}`);
  return parseSuggestion(item);
}

/** Deleted by itself, with all of the experiment's, or with all that were open (its marker stayed behind to say so). */
const isDeleted = (item: Item, marked: boolean, state: State): boolean => {
  const id = idOf(item.sk);
  if (item['deleted'] === true || compareIds(id, state.suggestionFloor) <= 0) return true;
  return marked && compareIds(id, state.openFloor) <= 0;
};

/** Suggestions in a range of ids, live or deleted ones. */
export const pageSuggestions = (
  scope: ExperimentScope,
  range: ListRange & { readonly deleted: boolean },
): Promise<PageRead<SuggestionState>> =>
  readPage(scope.store.table, { pk: scope.pk, prefix: 'SUG#' }, range, (items) =>
    suggestionsOf(scope, items, range.deleted),
  );

/** Every deleted suggestion, oldest first: there is no index of them. */
export const deletedSuggestions = async (scope: ExperimentScope): Promise<SuggestionState[]> =>
  suggestionsOf(scope, await query(scope.store.table, { pk: scope.pk, from: 'SUG#', to: 'SUG#~' }), true);

/** Those of the items that are live, or those that are deleted. */
async function suggestionsOf(scope: ExperimentScope, items: readonly Item[], deleted: boolean) {
  const marked = await markedAmong(scope, items);
  return items
    .map((item) => ({ item, open: marked.has(idOf(item.sk)) }))
    .filter(({ item, open }) => isDeleted(item, open, scope.state) === deleted)
    .map(({ item, open }) => ({
      suggestion: { ...parseSuggestion(item), deleted },
      open: open || item['unreported'] === true,
    }));
}

/** Ids of those that have an open marker. */
async function markedAmong(scope: ExperimentScope, items: readonly Item[]): Promise<Set<string>> {
  const ids = items.map((item) => idOf(item.sk)).sort(compareIds);
  const [first, last] = [ids[0], ids.at(-1)];
  if (!first || !last) return new Set();
  const range = { pk: scope.pk, from: sortKey.open(first), to: sortKey.open(last) };
  return new Set((await query(scope.store.table, range)).map((item) => idOf(item.sk)));
}
