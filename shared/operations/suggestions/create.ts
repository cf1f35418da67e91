// Makes a suggestion: the user's own point when the body has assignments, else what the optimizer chooses.

import { readTask, requireTask } from '../../domain/definition/tasks.ts';
import { checkDocumentSize } from '../../domain/document-size.ts';
import { checkMetadata, type MetadataInput } from '../../domain/metadata.ts';
import type { Suggestion } from '../../domain/observation.ts';
import { type AssignmentsInput, checkAssignments } from '../../domain/parameters/assignments.ts';
import { invalid, tryAgain } from '../../domain/problem.ts';
import { publicSuggestion } from '../../domain/public/public.ts';
import { type ExperimentScope, isOutdated, loadScope, readState } from '../../store/experiments/scope.ts';
import { type Claim, claimSuggestion } from '../../store/suggestions/claim-suggestion.ts';
import type { Context } from '../context.ts';
import { refuseArchived, refuseRunsOnly } from '../load.ts';
import { ask } from './ask.ts';
import { plainReceipt } from './plain-receipt.ts';

type SuggestionInput = {
  readonly assignments?: AssignmentsInput | null | undefined;
  readonly metadata?: MetadataInput | null | undefined;
  readonly task?: unknown;
};

/** An experiment that is changed or archived while its next point is chosen is looked at anew: no suggestion is of a space that is gone. */
export async function createSuggestion(
  context: Context,
  { target, body }: { target: ExperimentScope; body: SuggestionInput },
) {
  refuseRunsOnly(target, 'suggestions');
  for (let tries = 0, scope: ExperimentScope | null = target; scope && tries < changes; tries++) {
    const suggestion = await suggestionIn(context, scope, body);
    if (suggestion) return publicSuggestion(scope.experiment, scope.experiment.id, suggestion, 'open');
    scope = await loadScope(context.store, target.experiment.id);
  }
  throw tryAgain('The experiment is being changed by others.');
}

/** Changes of the experiment that one request sees through. */
const changes = 5;

/** Null when the experiment was changed meanwhile. */
function suggestionIn(context: Context, scope: ExperimentScope, body: SuggestionInput): Promise<Suggestion | null> {
  refuseArchived(scope, 'suggestions');
  const metadata = checkMetadata(body.metadata);
  if (body.assignments) return explicit(scope, body.assignments, body.task, metadata);
  refuseTaskAlone(scope, body.task);
  checkDocumentSize({ metadata }, 'metadata', mostBesidePoint);
  return ask(context, scope, metadata);
}

/** Bytes that leave room, in the item, for a point that is still to be chosen (100 parameters with names of 600 bytes of JSON and values of 300) and its receipt. */
const mostBesidePoint = 300_000;

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
): Promise<Suggestion | null> {
  const assignments = checkAssignments(scope.experiment, given);
  checkDocumentSize({ metadata, assignments }, 'metadata');
  return claimExplicit(scope, { assignments, task: requireTask(scope.experiment, asked, 'task'), metadata });
}

/** A point of the user's own, checked, whatever others claim. Null when the experiment was changed or archived meanwhile. */
export async function claimExplicit(
  scope: ExperimentScope,
  wanted: Pick<Claim, 'assignments' | 'task' | 'metadata' | 'along'>,
): Promise<Suggestion | null> {
  for (let tries = 0, { state } = scope; tries < mostTries; tries++, state = await readState(scope)) {
    if (isOutdated(scope, state)) return null;
    const claim = { ...wanted, receipt: plainReceipt('explicit', state), strict: false };
    const suggestion = await claimSuggestion(scope, state, claim);
    if (suggestion) return suggestion;
  }
  throw tryAgain('Too many suggestions are made for the same experiment at once.');
}

const mostTries = 40;
