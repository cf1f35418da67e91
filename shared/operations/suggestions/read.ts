// Shows suggestions: one, or a page of them.

import { type PageQuery, type PageRequest, pageOf, pageRequest } from '../../domain/page.ts';
import { publicSuggestion } from '../../domain/public/public.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import {
  deletedSuggestions,
  findSuggestions,
  openSuggestions,
  pageSuggestions,
  type SuggestionState,
} from '../../store/suggestions/suggestions.ts';
import type { Context } from '../context.ts';
import type { SuggestionTarget } from '../load.ts';
import { fittingPage, idKey, idRange, publicPage } from '../page.ts';

type SuggestionListQuery = PageQuery & {
  readonly state?: 'open' | undefined;
  readonly deleted?: boolean | undefined;
  readonly id?: readonly string[] | undefined;
};

const show =
  (scope: ExperimentScope) =>
  ({ suggestion, open }: SuggestionState) =>
    publicSuggestion(scope.experiment, scope.experiment.id, suggestion, open ? 'open' : 'closed');

export const fetchSuggestion = async (_: Context, { target }: { target: SuggestionTarget }) =>
  show(target.scope)(target);

export async function listSuggestions(
  _: Context,
  { target, query }: { target: ExperimentScope; query: SuggestionListQuery },
) {
  const request = pageRequest(query);
  const deleted = query.deleted ?? false;
  if (query.state === 'open' || query.id) return chosenSuggestions(target, query, request);
  const { suggestionsLive, suggestionsEver } = target.state;
  const { read, cut } = await pageSuggestions(target, { ...idRange(request), deleted });
  const count = deleted ? suggestionsEver - suggestionsLive : suggestionsLive;
  return publicPage(
    pageOf(request, read, count, ({ suggestion }) => idKey(suggestion), cut),
    show(target),
  );
}

/** Open ones, those of the ids that were asked for, or both; the deleted among them when those are asked for. */
async function chosenSuggestions(target: ExperimentScope, query: SuggestionListQuery, request: PageRequest) {
  const found = query.deleted ? await deletedAmong(target, query.id) : await liveAmong(target, query.id);
  const kept = query.state === 'open' ? found.filter(({ open }) => open) : found;
  return publicPage(
    fittingPage(kept, request, ({ suggestion }) => idKey(suggestion)),
    show(target),
  );
}

type Ids = readonly string[] | undefined;

async function liveAmong(target: ExperimentScope, ids: Ids): Promise<SuggestionState[]> {
  const wanted = ids ?? (await openSuggestions(target, target.state)).map((open) => open.id);
  return (await findSuggestions(target, [...new Set(wanted)])).filter((one) => one !== null);
}

const deletedAmong = async (target: ExperimentScope, ids: Ids): Promise<SuggestionState[]> =>
  (await deletedSuggestions(target)).filter(({ suggestion }) => ids?.includes(suggestion.id) ?? true);
