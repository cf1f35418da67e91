// Makes a suggestion: the user's own point when the body has assignments, else what the optimizer chooses.
import { type AssignmentsInput, checkAssignments } from '../../domain/assignments.ts';
import { refuseTask } from '../../domain/later.ts';
import { checkMetadata, type MetadataInput } from '../../domain/metadata.ts';
import type { Suggestion } from '../../domain/observation.ts';
import { publicSuggestion } from '../../domain/public.ts';
import type { ExperimentScope } from '../../store/scope.ts';
import { claimSuggestion } from '../../store/suggestions.ts';
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
  const receipt = {
    source: 'explicit',
    arm: null,
    modelVersion: null,
    dataVersion: scope.state.dataVersion,
    predicted: [],
  } as const;
  const suggestion = await claimSuggestion(scope, { assignments, metadata, receipt, seen: null });
  return suggestion ?? explicit(scope, given, metadata); // only a clash of ids, which takes the next one
}
