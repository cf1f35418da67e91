// The rules for assignments, in explicit and queued suggestions and in observations; and what of them is shown today.
import type { Assignments, Conditional, Definition, Parameter, Value } from '../experiment.ts';
import { mostErrors, someOf } from '../listing.ts';
import { type FieldError, invalid, invalidFields, shown } from '../problem.ts';
import { byText, own } from '../record.ts';
import { brokenConstraint } from './linear-constraints.ts';
import { isActive, liveParameters } from './parameter.ts';
import { isFieldError, readValue } from './parameter-value.ts';

export type AssignmentsInput = Readonly<Record<string, unknown>>;
type Checked = readonly (readonly [string, Value | FieldError])[];

/**
 * One value for each conditional and each active parameter, nothing else; sorted by name. Bounds are not checked: what was tried was tried.
 * Throws a 400 that names every value that breaks a rule. `field` is the path of the assignments.
 */
export function checkAssignments(definition: Definition, raw: AssignmentsInput, field = 'assignments'): Assignments {
  if (Object.keys(raw).length === 0) {
    throw invalid(field, {}, 'must not be empty', `Send a value for each of: ${someOf(namesOf(definition))}.`);
  }
  const conditionals = definition.conditionals.map((one) => [one.name, readConditional(one, raw, field)] as const);
  refuse([...errorsOf(conditionals), ...unknownNames(definition, raw, field)]);
  const parameters = liveParameters(definition).flatMap((parameter) => readParameter(parameter, raw, field));
  refuse(errorsOf(parameters));
  const values = [...conditionals, ...parameters].filter((entry): entry is [string, Value] => !isFieldError(entry[1]));
  const assignments = sorted(values);
  const broken = brokenConstraint(definition.linearConstraints, (name) => Number(own(assignments, name)));
  if (broken) throw invalid(field, assignments, `linear constraint not met: ${broken}`, 'Send values that satisfy it.');
  return assignments;
}

/** What a reader sees of stored assignments: parameters alive and active now; one that was added later appears with its default. */
export function visibleAssignments(definition: Definition, stored: Assignments): Assignments {
  const conditionals = definition.conditionals.map(({ name }) => [name, own(stored, name)] as const);
  const parameters = liveParameters(definition)
    .filter((parameter) => isActive(parameter, stored))
    .map(({ name, defaultValue }) => [name, own(stored, name) ?? defaultValue ?? undefined] as const);
  return sorted([...conditionals, ...parameters].filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

const namesOf = (definition: Definition): readonly string[] =>
  [...definition.conditionals, ...liveParameters(definition)].map(({ name }) => name);

const sorted = (entries: readonly (readonly [string, Value])[]): Assignments =>
  Object.fromEntries(entries.toSorted(([a], [b]) => byText(a, b)));

const errorsOf = (checked: Checked): readonly FieldError[] => checked.map(([, result]) => result).filter(isFieldError);

function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidFields(errors.slice(0, mostErrors));
}

function readConditional({ name, values }: Conditional, raw: AssignmentsInput, field: string): Value | FieldError {
  const value = own(raw, name) ?? undefined;
  const fix = `Send one of: ${someOf(values)}.`;
  if (value === undefined)
    return { field: `${field}.${name}`, rule: 'is missing: every conditional needs a value', fix };
  if (typeof value === 'string' && values.includes(value)) return value;
  return { field: `${field}.${name}`, value, rule: `invalid value for the conditional ${shown(name)}`, fix };
}

function readParameter(parameter: Parameter, raw: AssignmentsInput, field: string): Checked {
  const path = `${field}.${parameter.name}`;
  const value = own(raw, parameter.name) ?? undefined;
  if (!isActive(parameter, raw))
    return value === undefined ? [] : [[parameter.name, unsatisfied(parameter, value, path)]];
  if (value !== undefined) return [[parameter.name, readValue(parameter, value, path)]];
  return [
    [parameter.name, { field: path, rule: 'is missing: every active parameter needs a value', fix: 'Send its value.' }],
  ];
}

function unsatisfied({ conditions }: Parameter, value: unknown, field: string): FieldError {
  const needed = Object.entries(conditions).map(([name, values]) => `${name} one of ${someOf(values)}`);
  const rule = `unsatisfied conditions: the parameter is active only with ${needed.join(' and ')}`;
  return { field, value, rule, fix: 'Leave it out, or change the conditionals.' };
}

function unknownNames(definition: Definition, raw: AssignmentsInput, field: string): readonly FieldError[] {
  const known = new Set(namesOf(definition));
  const fix = `Parameters and conditionals: ${someOf([...known])}.`;
  return Object.keys(raw)
    .filter((name) => !known.has(name))
    .map((name) => ({
      field: `${field}.${name}`,
      value: raw[name],
      rule: 'is not a parameter of this experiment',
      fix,
    }));
}
