// What came of an evaluation: values or a failure, never both; and how an update turns one into the other.
import type { Definition } from '../experiment.ts';
import type { MetricValue, Observation } from '../observation.ts';
import { invalid } from '../problem.ts';
import { under } from '../record.ts';
import { type MetricValueInput, readValues } from './report-values.ts';

export type OutcomeInput = {
  readonly values?: readonly MetricValueInput[] | null | undefined;
  readonly failed?: boolean | null | undefined;
};

type Outcome = Pick<Observation, 'values' | 'failed'>;

/** The outcome of a new observation. A failed one is shown with an empty list, so an empty list may be sent with it. */
export function readOutcome(definition: Definition, input: OutcomeInput, field: string | undefined): Outcome {
  const failed = input.failed ?? false;
  const path = under(field, 'values');
  if (failed && input.values?.length) throw refused(path, input.values, both);
  return { failed, values: failed ? [] : valuesOf(definition, input.values ?? null, path) };
}

/** The outcome after an update: what is absent stays. */
export function mergeOutcome(definition: Definition, stored: Outcome, input: OutcomeInput): Outcome {
  const failed = input.failed === undefined ? stored.failed : (input.failed ?? false);
  const given = input.values === undefined && !stored.failed ? asInput(stored.values) : (input.values ?? null);
  if (failed && given?.length) throw refused('values', given, conflict(stored, input));
  return { failed, values: failed ? [] : valuesOf(definition, given, 'values', stored.values) };
}

const asInput = (values: readonly MetricValue[]): readonly MetricValueInput[] =>
  values.map(({ name, value, stddev }) => ({ name, value, value_stddev: stddev }));

function valuesOf(
  definition: Definition,
  given: readonly MetricValueInput[] | null,
  path: string,
  before: readonly MetricValue[] = [],
): readonly MetricValue[] {
  if (given) return readValues(definition, given, path, before);
  throw invalid(path, undefined, 'is missing, and the observation is not failed', 'Send values, or failed: true.');
}

type Told = { readonly rule: string; readonly fix: string };

const refused = (field: string, values: readonly MetricValueInput[], { rule, fix }: Told) =>
  invalid(field, values, rule, fix);

const both: Told = {
  rule: 'cannot be given together with failed: true',
  fix: 'Send values: null with failed: true, or failed: false with values.',
};

/** One side of the conflict may be what is stored, which the request does not name. */
function conflict(stored: Outcome, input: OutcomeInput): Told {
  if (input.values === undefined)
    return {
      rule: 'are what the observation has, and a failed one has none',
      fix: 'Send values: null (None in Python) together with failed: true, which clears them.',
    };
  if (stored.failed && input.failed === undefined)
    return { rule: 'cannot be given while the observation is failed', fix: 'Send failed: false with them.' };
  return both;
}
