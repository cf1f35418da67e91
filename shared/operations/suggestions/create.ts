// Makes a suggestion: the user's own point when the body has assignments, else what the optimizer chooses.
import { type AssignmentsInput, checkAssignments } from '../../domain/assignments.ts';
import { checkDocumentSize } from '../../domain/document-size.ts';
import { checkMetadata, type MetadataInput } from '../../domain/metadata.ts';
import type { Suggestion } from '../../domain/observation.ts';
import { invalid, tryAgain } from '../../domain/problem.ts';
import { publicSuggestion } from '../../domain/public.ts';
import { readTask, requireTask } from '../../domain/tasks.ts';
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
  const metadata = checkMetadata(body.metadata);
  if (!body.assignments) refuseTaskAlone(target, body.task);
  checkDocumentSize({ metadata, assignments: body.assignments }, 'metadata');
  const suggestion = body.assignments
    ? await explicit(target, body.assignments, body.task, metadata)
    : await ask(context, target, metadata);
  return publicSuggestion(target.experiment, target.experiment.id, suggestion, 'open');
}

/** Which task the optimizer's own suggestion is for is the optimizer's choice. */
function refuseTaskAlone({ experiment }: ExperimentScope, given: unknown): void {
  if (readTask(experiment, given, 'task') === null) return;
  throw invalid('task', given, 'cannot be given without assignments', 'Send assignments too, or leave the key out.');
}

async function explicit(
  scope: ExperimentScope,
  given: AssignmentsInput,
  asked: unknown,
  metadata: Suggestion['metadata'],
): Promise<Suggestion> {
  const assignments = checkAssignments(scope.experiment, given);
  const task = requireTask(scope.experiment, asked, 'task');
  for (let tries = 0, { state } = scope; tries < mostTries; tries++, state = await readState(scope)) {
    const receipt = {
      source: 'explicit',
      arm: null,
      modelVersion: null,
      dataVersion: state.dataVersion,
      predicted: [],
    } as const;
    const suggestion = await claimSuggestion(scope, state, { assignments, task, metadata, receipt, strict: false });
    if (suggestion) return suggestion;
  }
  throw tryAgain('Too many suggestions are made for the same experiment at once.');
}

const mostTries = 40;
