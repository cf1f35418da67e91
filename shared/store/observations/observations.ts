// Reads of observations: one, a page, all of them from a point on.
import { compareIds } from '../../domain/id.ts';
import type { Observation } from '../../domain/observation.ts';
import type { ExperimentScope } from '../experiments/scope.ts';
import type { State } from '../experiments/state.ts';
import { sortKey } from '../table/keys.ts';
import { between, type ListRange, type PageRead, readPage } from '../table/pages.ts';
import { getMany, query } from '../table/table.ts';
import { isLive, parseObservation, visible } from './observation-items.ts';

/** A live observation with its version; null when it is missing, deleted or still hidden. */
export async function findObservation(
  scope: ExperimentScope,
  id: string,
): Promise<{ observation: Observation; version: number } | null> {
  const [item] = await getMany(scope.store.table, [{ pk: scope.pk, sk: sortKey.observation(id) }]);
  if (!item || !isLive(item, scope.state) || (await visible(scope, [item])).length === 0) return null;
  return { observation: parseObservation(item), version: typeof item['version'] === 'number' ? item['version'] : 0 };
}

/** The observations of these ids in their order, whatever their state; null where there is none. */
export async function getObservations(
  scope: ExperimentScope,
  ids: readonly (string | null)[],
): Promise<(Observation | null)[]> {
  const wanted = ids.filter((id) => id !== null);
  const items = await getMany(
    scope.store.table,
    wanted.map((id) => ({ pk: scope.pk, sk: sortKey.observation(id) })),
  );
  const byId = new Map(wanted.map((id, i) => [id, items[i]]));
  return ids.map((id) => {
    const item = id === null ? null : byId.get(id);
    return item ? parseObservation(item) : null;
  });
}

/** Observations in a range of ids, live or deleted ones. */
export function pageObservations(
  scope: ExperimentScope,
  range: ListRange & { readonly deleted: boolean },
): Promise<PageRead<Observation>> {
  const { deleted } = range;
  const floor = scope.state.observationFloor;
  const above = !deleted && (range.above === null || compareIds(range.above, floor) < 0) ? floor : range.above;
  const alive = deleted ? {} : { filter: undeleted };
  return readPage(scope.store.table, { pk: scope.pk, prefix: 'OBS#', ...alive }, { ...range, above }, async (items) =>
    (await visible(scope, items)).filter((item) => isLive(item, scope.state) !== deleted).map(parseObservation),
  );
}

const undeleted = { expression: 'attribute_not_exists(#deleted)' };

/** The first live observation of a range, in its order; null when there is none. */
export async function nextObservation(
  scope: ExperimentScope,
  state: State,
  range: Omit<ListRange, 'take'>,
): Promise<Observation | null> {
  const { read } = await pageObservations({ ...scope, state }, { ...range, take: 1, deleted: false });
  return read[0] ?? null;
}

/** Every observation, live or deleted ones, oldest first: what lists in other orders are made from. */
export async function allObservations(scope: ExperimentScope, deleted: boolean): Promise<Observation[]> {
  const items = await query(scope.store.table, { pk: scope.pk, from: 'OBS#', to: 'OBS#~' });
  return (await visible(scope, items)).filter((item) => isLive(item, scope.state) !== deleted).map(parseObservation);
}

/** All live observations with an id above `after`, oldest first, as they are now. */
export async function observationsAfter(scope: ExperimentScope, state: State, after: string): Promise<Observation[]> {
  const above = compareIds(after, state.observationFloor) > 0 ? after : state.observationFloor;
  const items = await query(scope.store.table, {
    pk: scope.pk,
    ...between('OBS#', { above, below: null }),
    filter: undeleted,
  });
  return (await visible(scope, items)).map(parseObservation);
}
