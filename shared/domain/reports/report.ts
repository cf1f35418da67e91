// What an observation says, out of what a request reports: a new one, and one that is changed.
import type { Assignments, Definition, Metadata } from '../experiment.ts';
import { checkMetadata, type MetadataInput } from '../metadata.ts';
import type { MetricValue, Observation } from '../observation.ts';
import { under } from '../record.ts';
import { mergeOrigin, type OriginInput, readOrigin } from './report-origin.ts';
import { mergeOutcome, type OutcomeInput, readOutcome } from './report-outcome.ts';
import { mergeTask, reportedTask } from './report-task.ts';

/** The body of a creation, in the words of the wire. Null means the same as absent. */
export type ObservationInput = OriginInput &
  OutcomeInput & {
    readonly metadata?: MetadataInput | null | undefined;
    readonly task?: unknown;
    /** Whether to look for new suggestions; the observation is the same with and without. */
    readonly no_optimize?: boolean | null | undefined;
  };

/** The body of an update: the same keys, but what is absent stays and null clears. */
export type ObservationUpdate = ObservationInput;

export type Report = {
  /** Null: copy those of the suggestion. */
  readonly assignments: Assignments | null;
  readonly suggestion: string | null;
  /** Null beside null assignments: that of the suggestion. */
  readonly task: string | null;
  /** One for each metric, sorted by name; empty when the evaluation failed. */
  readonly values: readonly MetricValue[];
  readonly failed: boolean;
  readonly metadata: Metadata | null;
};

/** Throws the 400 for the first rule that `input` breaks. `field` is the path of the observation in a batch, e.g. `observations[3]`. */
export function checkReport(definition: Definition, input: ObservationInput, field?: string): Report {
  const origin = readOrigin(definition, input, field);
  const task = reportedTask(definition, origin, input.task, under(field, 'task'));
  const outcome = readOutcome(definition, input, field);
  return { ...origin, task, ...outcome, metadata: checkMetadata(input.metadata, under(field, 'metadata')) };
}

/** Checks the merged result; a stored assignment or value that the update does not touch is never checked again. */
export function mergeReport(definition: Definition, stored: Observation, input: ObservationUpdate): Report {
  const origin = mergeOrigin(definition, stored, input);
  const task = mergeTask(definition, stored, origin, input.task);
  const outcome = mergeOutcome(definition, stored, input);
  const metadata = input.metadata === undefined ? stored.metadata : checkMetadata(input.metadata);
  return { ...origin, task, ...outcome, metadata };
}
