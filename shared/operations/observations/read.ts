// Shows observations: one, or a page of them in any of the contract's orders.
import type { Key, SortValue } from '../../domain/marker.ts';
import type { Observation } from '../../domain/observation.ts';
import { type PageQuery, pageOf, pageRequest } from '../../domain/page.ts';
import { publicObservation } from '../../domain/public/public.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import { allObservations, pageObservations } from '../../store/observations/observations.ts';
import type { Context } from '../context.ts';
import type { ObservationTarget } from '../load.ts';
import { fittingPage, idKey, idRange, publicPage } from '../page.ts';
import { sortValueOf } from './sort.ts';

type ObservationListQuery = PageQuery & {
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
  const { read, cut } = await pageObservations(target, { ...idRange(request), deleted });
  const { observationsLive, observationsEver } = target.state;
  const count = deleted ? observationsEver - observationsLive : observationsLive;
  return publicPage(pageOf(request, read, count, idKey, cut), show);
}

/** There is no index for other orders: all of the experiment's observations are read and sorted. */
async function sortedPage(
  target: ExperimentScope,
  query: PageQuery,
  deleted: boolean,
  value: (observation: Observation) => SortValue,
) {
  const all = await allObservations(target, deleted);
  const keyOf = (observation: Observation): Key => ({ sort: [value(observation)], id: observation.id });
  return fittingPage(all, pageRequest(query, 1), keyOf);
}
