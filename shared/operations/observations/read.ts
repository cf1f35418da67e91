// Shows observations: one, or a page of them in any of the contract's orders.
import type { Key, SortValue } from '../../domain/marker.ts';
import type { Observation } from '../../domain/observation.ts';
import { type PageQuery, pageOf, pageOfSorted, pageRequest } from '../../domain/page.ts';
import { publicObservation } from '../../domain/public.ts';
import { pageObservations } from '../../store/observations.ts';
import type { ExperimentScope } from '../../store/scope.ts';
import type { Context } from '../context.ts';
import type { ObservationTarget } from '../load.ts';
import { idKey, idRange, pageBytes, publicPage } from '../page.ts';
import { sortValueOf } from './sort.ts';

export type ObservationListQuery = PageQuery & {
  readonly sort?: string | undefined;
  readonly deleted?: boolean | undefined;
};

export const fetchObservation = async (
  _: Context,
  { target: { experiment, observation } }: { target: ObservationTarget },
) => publicObservation(experiment, experiment.id, observation);

export async function listObservations(
  _: Context,
  { target, query }: { target: ExperimentScope; query: ObservationListQuery },
) {
  const { experiment } = target;
  const show = (observation: Observation) => publicObservation(experiment, experiment.id, observation);
  const deleted = query.deleted ?? false;
  const value = sortValueOf(experiment, query.sort ?? 'id');
  if (value) return publicPage(await sortedPage(target, query, deleted, value), show);
  const request = pageRequest(query);
  const range = idRange(request);
  const read = await pageObservations(target, { ...range, deleted, bytes: pageBytes });
  const { observationsLive, observationsEver } = target.state;
  const cut = read.length < range.take && bytesOf(read) >= pageBytes;
  return publicPage(
    pageOf(request, read, deleted ? observationsEver - observationsLive : observationsLive, idKey, cut),
    show,
  );
}

/** There is no index for other orders: all of the experiment's observations are read and sorted. */
async function sortedPage(
  target: ExperimentScope,
  query: PageQuery,
  deleted: boolean,
  value: (observation: Observation) => SortValue,
) {
  const everything = { above: null, below: null, newestFirst: true, take: Number.MAX_SAFE_INTEGER };
  const all = await pageObservations(target, { ...everything, deleted });
  const keyOf = (observation: Observation): Key => ({ sort: [value(observation)], id: observation.id });
  return pageOfSorted(all, pageRequest(query, 1), keyOf);
}

const bytesOf = (observations: readonly Observation[]): number =>
  observations.reduce((sum, observation) => sum + JSON.stringify(observation).length, 0);
