// Bodies of requests that ask for suggestions, queue them and change their metadata.
import * as z from 'zod';
import { freeObject, later } from './common.ts';

const task = later('tasks (multitask)');

/** Unknown keys are ignored here, as the contract says. Without assignments the optimizer chooses. */
export const suggestionCreate = z.object({ assignments: freeObject.nullish(), metadata: freeObject.nullish(), task });

/** Only metadata can be changed: absent keeps it, null clears it; other keys are ignored. */
export const suggestionUpdate = z.object({ metadata: freeObject.nullish() });

export const queuedCreate = z.strictObject({ assignments: freeObject, task });
