// Which point an observation is of: either that of a suggestion, or assignments of its own; and how an update may switch.

import type { Assignments, Definition } from '../experiment.ts';
import { type AssignmentsInput, checkAssignments, visibleAssignments } from '../parameters/assignments.ts';
import { invalid } from '../problem.ts';
import { own, under } from '../record.ts';

export type OriginInput = {
  readonly suggestion?: string | null | undefined;
  readonly assignments?: AssignmentsInput | null | undefined;
};

/** `assignments` null: those of the suggestion. */
export type Origin = { readonly suggestion: string | null; readonly assignments: Assignments | null };
type Stored = { readonly suggestion: string | null; readonly assignments: Assignments };

/** The origin of a new observation; null means the same as absent. `field` is the path of the observation. */
export function readOrigin(definition: Definition, input: OriginInput, field: string | undefined): Origin {
  const suggestion = input.suggestion ?? null;
  const assignments = input.assignments ?? null;
  if (suggestion !== null && assignments !== null) {
    throw invalid(
      under(field, 'assignments'),
      assignments,
      'cannot be given together with suggestion',
      'Send one of the two.',
    );
  }
  if (suggestion !== null) return { suggestion, assignments: null };
  if (assignments === null) throw missing(field);
  return { suggestion: null, assignments: checkAssignments(definition, assignments, under(field, 'assignments')) };
}

/** The origin after an update: what is absent stays, and repeating what is shown changes nothing. */
export function mergeOrigin(definition: Definition, stored: Stored, input: OriginInput): Origin {
  const suggestion = input.suggestion === undefined ? stored.suggestion : input.suggestion;
  return suggestion === null
    ? mergeOwn(definition, stored, input.assignments)
    : mergeSuggested(definition, stored, suggestion, input.assignments);
}

const missing = (field?: string) =>
  invalid(under(field, 'suggestion'), undefined, 'is missing, and so are assignments', 'Send one of the two.');

type Given = AssignmentsInput | null | undefined;

function mergeOwn(definition: Definition, stored: Stored, given: Given): Origin {
  const stays = given === undefined ? stored.suggestion === null : repeatsStored(definition, stored, given);
  if (stays) return { suggestion: null, assignments: stored.assignments };
  if (!given) throw missing();
  return { suggestion: null, assignments: checkAssignments(definition, given) };
}

function mergeSuggested(definition: Definition, stored: Stored, suggestion: string, given: Given): Origin {
  const changes = suggestion !== stored.suggestion;
  if (given && (changes || !repeatsStored(definition, stored, given))) {
    const fix = 'Send suggestion: null with them, or leave them out.';
    throw invalid('assignments', given, 'cannot differ from those of the suggestion', fix);
  }
  if (!changes) return { suggestion, assignments: stored.assignments };
  if (stored.suggestion === null && given !== null) {
    const rule = 'cannot be set while the observation has assignments of its own';
    throw invalid('suggestion', suggestion, rule, 'Send assignments: null with it.');
  }
  return { suggestion, assignments: null };
}

function repeatsStored(definition: Definition, stored: Stored, given: AssignmentsInput | null): boolean {
  if (!given) return false;
  const visible = visibleAssignments(definition, stored.assignments);
  const names = Object.keys(visible);
  return names.length === Object.keys(given).length && names.every((name) => own(given, name) === visible[name]);
}
