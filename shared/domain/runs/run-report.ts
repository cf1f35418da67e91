// What a run and its experiment have to do with each other: the point it tries, the marks of what was suggested, what it reports in the end.

import type { Assignments, Definition } from '../experiment.ts';
import type { MetricValue, Observation, Suggestion } from '../observation.ts';
import { type AssignmentsInput, checkAssignments } from '../parameters/assignments.ts';
import { liveParameters } from '../parameters/parameter.ts';
import { isProblem } from '../problem.ts';
import { own } from '../record.ts';
import type { Run } from './run.ts';
import { suggestedSource } from './run-rules.ts';

/** Those assignments that the experiment has parameters or conditionals for; the others are the run's own. */
export function knownAssignments(definition: Definition, assignments: Assignments): AssignmentsInput {
  const known = new Set([...definition.conditionals, ...liveParameters(definition)].map(({ name }) => name));
  return Object.fromEntries(Object.entries(assignments).filter(([name]) => known.has(name)));
}

/** The point as the experiment takes it; null when a value is missing or breaks a rule. */
export function validPoint(definition: Definition, given: AssignmentsInput): Assignments | null {
  try {
    return checkAssignments(definition, given);
  } catch (error) {
    if (isProblem(error)) return null;
    throw error;
  }
}

type Suggested = Pick<Suggestion, 'id' | 'assignments' | 'receipt'>;

/** The run with the suggestion it is to try: its values among the assignments, marked as suggested. */
export const withSuggestion = (run: Run, { id, assignments, receipt }: Suggested): Run => ({
  ...run,
  suggestion: id,
  optimized: receipt.source !== 'explicit' && receipt.source !== 'queued',
  assignments: { ...run.assignments, ...assignments },
  assignmentsMeta: {
    ...run.assignmentsMeta,
    ...Object.fromEntries(Object.keys(assignments).map((name) => [name, suggestedSource])),
  },
  assignmentsSources: { ...run.assignmentsSources, [suggestedSource]: { sort: 1, defaultShow: true } },
});

/** Whether its observation is still to be made: it came to an end, is not archived, and has a suggestion that it has not reported on. */
export const owesObservation = ({ experiment, suggestion, observation, state, deleted }: Run): boolean =>
  experiment !== null && suggestion !== null && observation === null && state !== 'active' && !deleted;

/** What a run reports, once: failed when it failed or any metric of the experiment has no value. */
export function outcomeOf(
  { metrics }: Pick<Definition, 'metrics'>,
  { state, values }: Pick<Run, 'state' | 'values'>,
): Pick<Observation, 'values' | 'failed'> {
  const reported = metrics.flatMap(({ name }): MetricValue[] => {
    const found = name === null ? undefined : own(values, name);
    return found ? [{ name, ...found }] : [];
  });
  const failed = state === 'failed' || reported.length < metrics.length;
  return { failed, values: failed ? [] : reported };
}
