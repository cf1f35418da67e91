// Changes suggestions: their metadata, one deleted, all or all open ones deleted.
import { checkDocumentSize } from '../../domain/document-size.ts';
import { checkMetadata, type MetadataInput } from '../../domain/metadata.ts';
import type { Suggestion } from '../../domain/observation.ts';
import { notFound } from '../../domain/problem.ts';
import { publicSuggestion } from '../../domain/public/public.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import {
  deleteAllSuggestions,
  deleteSuggestion,
  replaceSuggestion,
} from '../../store/suggestions/change-suggestions.ts';
import type { Context } from '../context.ts';
import type { SuggestionTarget } from '../load.ts';

type Update = { readonly metadata?: MetadataInput | null | undefined };

/** Absent metadata stays, null clears it. */
export async function updateSuggestion(_: Context, { target, body }: { target: SuggestionTarget; body: Update }) {
  const { scope, suggestion, open } = target;
  const next = body.metadata === undefined ? suggestion : withMetadata(suggestion, checkMetadata(body.metadata));
  if (next !== suggestion && !(await replaceSuggestion(scope, next))) throw notFound('suggestion', suggestion.id);
  return publicSuggestion(scope.experiment, scope.experiment.id, next, open ? 'open' : 'closed');
}

const withMetadata = ({ assignments, ...kept }: Suggestion, metadata: Suggestion['metadata']): Suggestion => ({
  ...kept,
  ...checkDocumentSize({ metadata, assignments }, 'metadata'),
});

export async function removeSuggestion(_: Context, { target }: { target: SuggestionTarget }) {
  if (!(await deleteSuggestion(target.scope, target))) throw notFound('suggestion', target.suggestion.id);
  return {};
}

export async function removeSuggestions(
  _: Context,
  { target, query }: { target: ExperimentScope; query: { state?: 'open' | undefined } },
) {
  await deleteAllSuggestions(target, query.state ?? 'all');
  return {};
}
