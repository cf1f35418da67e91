// Observations as items: what is written, what is read back, and which of them count.
import { compareIds } from '../../domain/id.ts';
import type { Observation } from '../../domain/observation.ts';
import { visibleIn } from '../batches.ts';
import type { ExperimentScope } from '../experiments/scope.ts';
import type { State } from '../experiments/state.ts';
import { idOf, sortKey } from '../table/keys.ts';
import type { Item } from '../table/table.ts';

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

/** Leaves out what belongs to a batch that is not visible yet. */
export const visible = ({ store, pk }: ExperimentScope, items: readonly Item[]): Promise<Item[]> =>
  visibleIn(store.table, pk, items);
