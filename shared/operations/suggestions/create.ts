// Makes a suggestion: the user's own point when the body has assignments, else what the optimizer chooses.
import { type AssignmentsInput, checkAssignments } from '../../domain/assignments.ts';
import { checkDocumentSize } from '../../domain/document-size.ts';
import { refuseTask } from '../../domain/later.ts';
import { checkMetadata, type MetadataInput } from '../../domain/metadata.ts';
import type { Suggestion } from '../../domain/observation.ts';
import { tryAgain } from '../../domain/problem.ts';
import { publicSuggestion } from '../../domain/public.ts';
import { claimSuggestion } from '../../store/claim-suggestion.ts';
import { type ExperimentScope, readState } from '../../store/scope.ts';

import type { Context } from '../context.ts';
import { refuseArchived } from '../load.ts';
import { ask } from './ask.ts';

export type SuggestionInput = {
  readonly assignments?: AssignmentsInput | null | undefined;
  readonly metadata?: MetadataInput | null | undefined;
  readonly task?: unknown;
};

export async function createSuggestion(
  context: Context,
  { target, body }: { target: ExperimentScope; body: SuggestionInput },
) {
  refuseArchived(target, 'suggestions');
  refuseTask(body.task, 'task');
  const metadata = checkMetadata(body.metadata);
  checkDocumentSize({ metadata, assignments: body.assignments }, 'metadata');
  const suggestion = body.assignments
    ? await explicit(target, body.assignments, metadata)
    : await ask(context, target, metadata);
  return publicSuggestion(target.experiment, target.experiment.id, suggestion, 'open');
}

async function explicit(
  scope: ExperimentScope,
  given: AssignmentsInput,
  metadata: Suggestion['metadata'],
): Promise<Suggestion> {
  const assignments = checkAssignments(scope.experiment, given);
  for (let tries = 0, { state } = scope; tries < mostTries; tries++, state = await readState(scope)) {
    const receipt = {
      source: 'explicit',
      arm: null,
      modelVersion: null,
      dataVersion: state.dataVersion,
      predicted: [],
    } as const;
    const suggestion = await claimSuggestion(scope, state, { assignments, metadata, receipt, strict: false });
    if (suggestion) return suggestion;
  }
  throw tryAgain('Too many suggestions are made for the same experiment at once.');
}

const mostTries = 40;
