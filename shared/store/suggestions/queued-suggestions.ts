// Queued suggestions: points of the user's own that the next asks are answered with, first in, first out.
import type { QueuedSuggestion } from '../../domain/observation.ts';
import type { ExperimentScope } from '../experiments/scope.ts';
import { stateKey } from '../experiments/state.ts';
import { idOf, sortKey } from '../table/keys.ts';
import { type ListRange, type PageRead, readPage } from '../table/pages.ts';
import { getMany, type Item, transact } from '../table/table.ts';

const parseQueued = (item: Item): QueuedSuggestion => ({
  ...(JSON.parse(item.doc ?? '') as Omit<QueuedSuggestion, 'id'>),
  id: idOf(item.sk),
});

/** Null when the experiment is gone. */
export async function enqueueSuggestion(
  scope: ExperimentScope,
  { assignments, task }: Pick<QueuedSuggestion, 'assignments' | 'task'>,
): Promise<QueuedSuggestion | null> {
  const { store, pk } = scope;
  const queued = { id: store.nextId(), assignments, task, created: Math.floor(store.now() / 1000) };
  const { id, ...doc } = queued;
  const outcome = await transact(store.table, [
    { put: { pk, sk: sortKey.queued(id), doc: JSON.stringify(doc) } },
    { update: stateKey(pk), change: { add: { queued: 1 } }, when: { expression: 'attribute_exists(#pk)' } },
  ]);
  return outcome.done ? queued : null;
}

/** Waiting ones in a range of ids. */
export const pageQueued = (scope: ExperimentScope, range: ListRange): Promise<PageRead<QueuedSuggestion>> =>
  readPage(scope.store.table, { pk: scope.pk, prefix: 'QUE#' }, range, (items) => items.map(parseQueued));

export async function findQueued(scope: ExperimentScope, id: string): Promise<QueuedSuggestion | null> {
  const [item] = await getMany(scope.store.table, [{ pk: scope.pk, sk: sortKey.queued(id) }]);
  return item ? parseQueued(item) : null;
}

/** False when it was served or deleted meanwhile. */
export async function deleteQueued(scope: ExperimentScope, id: string): Promise<boolean> {
  const outcome = await transact(scope.store.table, [
    { remove: { pk: scope.pk, sk: sortKey.queued(id) }, when: { expression: 'attribute_exists(#pk)' } },
    { update: stateKey(scope.pk), change: { add: { queued: -1 } } },
  ]);
  return outcome.done;
}
