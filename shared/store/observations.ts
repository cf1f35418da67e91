// Reads of observations: one, a page, all of them from a point on.
import { compareIds } from '../domain/id.ts';
import type { Observation } from '../domain/observation.ts';
import { between, type ListRange } from './experiments.ts';
import { sortKey } from './keys.ts';
import { isLive, parseObservation, visible } from './observation-items.ts';
import type { ExperimentScope } from './scope.ts';
import type { State } from './state.ts';
import { getMany, type Item, query } from './table.ts';

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

/** `bytes`: stop early after so much text, so that an answer stays below its size limit. */
export type ObservationRange = ListRange & { readonly deleted: boolean; readonly bytes?: number };

/** Observations with ids strictly between two, live or deleted ones, in the order asked for. */
export async function pageObservations(scope: ExperimentScope, range: ObservationRange): Promise<Observation[]> {
  const { deleted, ...rest } = range;
  const floor = scope.state.observationFloor;
  const above = !deleted && (rest.above === null || compareIds(rest.above, floor) < 0) ? floor : rest.above;
  const alive = { filter: { expression: 'attribute_not_exists(#deleted)' } };
  const found: Item[] = [];
  for (let from = { ...rest, above }; ; ) {
    const items = await query(scope.store.table, {
      pk: scope.pk,
      ...between('OBS#', from),
      newestFirst: rest.newestFirst,
      take: rest.take,
      ...(deleted ? {} : alive),
      ...(rest.bytes ? { bytes: rest.bytes } : {}),
    });
    found.push(...(await visible(scope, items)).filter((item) => isLive(item, scope.state) !== deleted));
    const last = items.at(-1);
    if (!last || items.length < rest.take || found.length >= rest.take)
      return found.slice(0, rest.take).map(parseObservation);
    const id = parseObservation(last).id; // a page of hidden or filtered items: go on behind it
    from = rest.newestFirst ? { ...from, below: id } : { ...from, above: id };
  }
}

/** All live observations with an id above `after`, oldest first, as they are now. */
export async function observationsAfter(scope: ExperimentScope, state: State, after: string): Promise<Observation[]> {
  const above = compareIds(after, state.observationFloor) > 0 ? after : state.observationFloor;
  const items = await query(scope.store.table, {
    pk: scope.pk,
    ...between('OBS#', { above, below: null }),
    filter: { expression: 'attribute_not_exists(#deleted)' },
  });
  return (await visible(scope, items)).map(parseObservation);
}
