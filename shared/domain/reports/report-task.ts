// Which task an observation was run as: that of its suggestion, or one that comes with its own assignments.

import { findTask, isMultitask, readTask, requireTask } from '../definition/tasks.ts';
import type { Definition } from '../experiment.ts';
import type { Observation } from '../observation.ts';
import { invalid } from '../problem.ts';
import type { Origin } from './report-origin.ts';

/** Of a new observation. Without tasks in the experiment the key means nothing, and the contract has it ignored. */
export function reportedTask(definition: Definition, origin: Origin, given: unknown, field: string): string | null {
  if (!isMultitask(definition)) return null;
  if (origin.suggestion === null) return requireTask(definition, given, field);
  if (given === null || given === undefined) return null;
  throw invalid(
    field,
    given,
    'cannot be given together with suggestion',
    'Leave the key out: it is that of the suggestion.',
  );
}

/** After an update: an observation with assignments of its own may change its task, one of a suggestion may repeat it. */
export function mergeTask(definition: Definition, stored: Observation, origin: Origin, given: unknown): string | null {
  if (given === undefined) return origin.assignments === null ? null : stored.task;
  const task = readTask(definition, given, 'task');
  if (origin.suggestion === null) return requireTask(definition, given, 'task');
  if (task === null || (origin.assignments !== null && task === stored.task)) return origin.assignments && stored.task;
  const shown = findTask(definition, stored.task)?.name ?? 'none';
  throw invalid(
    'task',
    given,
    `is that of the suggestion (${shown})`,
    'Send suggestion: null with assignments and task.',
  );
}
