// Observations as items: what is written, what is read back, and which of them count.
import { compareIds } from '../domain/id.ts';
import type { Observation } from '../domain/observation.ts';
import { idOf, sortKey } from './keys.ts';
import type { ExperimentScope } from './scope.ts';
import type { State } from './state.ts';
import { getMany, type Item } from './table.ts';

export const observationItem = (
  pk: string,
  observation: Observation,
  more: { version: number; batch?: string },
): Item => {
  const { id, deleted, ...doc } = observation;
  return { pk, sk: sortKey.observation(id), ...more, ...(deleted ? { deleted } : {}), doc: JSON.stringify(doc) };
};

export const parseObservation = (item: Item): Observation => ({
  ...(JSON.parse(item.doc ?? '') as Omit<Observation, 'id' | 'deleted'>),
  id: idOf(item.sk),
  deleted: item['deleted'] === true,
});

export const isLive = (item: Item, state: State): boolean =>
  item['deleted'] !== true && compareIds(idOf(item.sk), state.observationFloor) > 0;

/**
 * Leaves out what belongs to a batch that is not visible yet.
 *
 *   batch writer:  BATCH pending ── put items (hidden) ── flip BATCH to visible, with its counts ── remove the batch's marks
 *   reader:              sees nothing of it                        sees all of it
 */
export async function visible(scope: ExperimentScope, items: readonly Item[]): Promise<Item[]> {
  const batches = [...new Set(items.flatMap((item) => (typeof item['batch'] === 'string' ? [item['batch']] : [])))];
  if (batches.length === 0) return [...items];
  const found = await getMany(
    scope.store.table,
    batches.map((batch) => ({ pk: scope.pk, sk: sortKey.batch(batch) })),
  );
  const shown = new Set(batches.filter((_, i) => found[i]?.['visible'] === true));
  return items.filter((item) => typeof item['batch'] !== 'string' || shown.has(item['batch']));
}
