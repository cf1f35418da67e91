// Lists the experiments of the caller's client. The plain list is read page by page; a filter or another order reads all of the small list items.
import { type PageRequest, pageOf, pageRequest } from '../../domain/page.ts';
import { countExperiments, type Listed, listExperiments, pageExperiments } from '../../store/experiments.ts';
import type { Context } from '../context.ts';
import { idKey, idRange } from '../page.ts';
import { answerList, type Entry, type Found, foundAmong, foundBy } from './answer-list.ts';
import { type ExperimentListQuery, isFiltered, type Viewer, wantedOf } from './wanted.ts';

export const listAllExperiments = async (context: Context, { query }: { query: ExperimentListQuery }) =>
  answerList(await pageFor(context, query));

/** A client may be set up so that its users see only what they made. */
const viewerOf = ({ identity }: Context): Viewer => ({
  development: identity.development,
  only: identity.ownOnly ? identity.user : null,
});

async function pageFor(context: Context, query: ExperimentListQuery): Promise<Found> {
  const recent = query.sort === 'recent';
  const request = pageRequest(query, recent ? 1 : 0);
  const viewer = viewerOf(context);
  if (!recent && !isFiltered(query, viewer)) return plainPage(context, query.state ?? 'active', request);
  const all = (await listExperiments(context.store)).map(entryIn(context));
  return foundAmong(await wantedOf(all, query, viewer, context.namesOf), request, recent);
}

const entryIn =
  ({ store }: Context) =>
  (listed: Listed): Entry => ({ ...listed, store });

async function plainPage(context: Context, state: 'active' | 'deleted' | 'all', request: PageRequest): Promise<Found> {
  const [counts, { read, cut }] = await Promise.all([
    countExperiments(context.store),
    pageExperiments(context.store, state, idRange(request)),
  ]);
  const count = state === 'all' ? counts.active + counts.deleted : counts[state];
  const entries = read.map(entryIn(context));
  return foundBy(request, (shorter) => pageOf(shorter, entries, count, idKey, cut));
}
