// Bodies of requests that ask for suggestions, queue them and change their metadata.
import * as z from 'zod';
import { queuedExamples, suggestionExamples } from './examples.ts';
import { assignmentsInput, metadataInput } from './ruled.ts';

/** A name, or an object with it: which of the two, and whether there is such a task, is the domain's to say. */
const task = z.unknown().optional();

/** Unknown keys are ignored here, as the contract says. Without assignments the optimizer chooses. */
export const suggestionCreate = z
  .object({ assignments: assignmentsInput.nullish(), metadata: metadataInput.nullish(), task })
  .meta({ examples: suggestionExamples });

/** Only metadata can be changed: absent keeps it, null clears it; other keys are ignored. */
export const suggestionUpdate = z.object({ metadata: metadataInput.nullish() });

export const queuedCreate = z.strictObject({ assignments: assignmentsInput, task }).meta({ examples: queuedExamples });
