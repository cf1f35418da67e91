// A parameter after an update: what is given replaces, what is not given stays; its type, scale and conditions never change.

import type { Conditional, Parameter } from '../experiment.ts';
import { invalid } from '../problem.ts';
import { own, under } from '../record.ts';
import { replaceCategories } from './categories.ts';
import { readConditions } from './conditionals.ts';
import { checkDefaultInBounds, withDefault } from './default-value.ts';
import { checkLogRange, type Range, rangeOfBounds, rangeOfGrid } from './numeric-range.ts';
import { createParameter } from './parameter-create.ts';
import type { BoundsInput, ParameterInput, ParameterUpdate } from './parameter-input.ts';
import { checkPrior, readPrior } from './prior.ts';

/** A parameter of a new name: as on creation, with a type and a default that lies within the bounds. */
export function addParameter(input: ParameterUpdate, conditionals: readonly Conditional[], field: string): Parameter {
  const { type } = input;
  if (!type)
    throw invalid(
      under(field, 'type'),
      undefined,
      'is missing: a new parameter needs it',
      'Send double, int or categorical.',
    );
  needDefault(input, field);
  const added = createParameter({ ...input, type } satisfies ParameterInput, conditionals, field);
  checkDefaultInBounds(added, under(field, 'default_value'));
  return added;
}

/** A parameter that an earlier update removed comes back: it is what it was, and needs a default for the observations made without it. */
export function restoreParameter(
  stored: Parameter,
  input: ParameterUpdate,
  conditionals: readonly Conditional[],
  field: string,
): Parameter {
  needDefault(input, field);
  const restored = { ...changeParameter(stored, input, conditionals, field), deleted: false };
  checkDefaultInBounds(restored, under(field, 'default_value'));
  return restored;
}

/** Throws the 400 for the first thing in `input` that contradicts what is stored or breaks a rule. `field` is the path of the parameter. */
export function changeParameter(
  stored: Parameter,
  input: ParameterUpdate,
  conditionals: readonly Conditional[],
  field: string,
): Parameter {
  checkUnchanged(stored, input, conditionals, field);
  const changed =
    stored.type === 'categorical' ? changeCategorical(stored, input, field) : changeNumeric(stored, input, field);
  const complete = withDefault(
    { ...changed, prior: changePrior(changed, input, field) },
    input.default_value ?? stored.defaultValue,
    under(field, 'default_value'),
  );
  if (!sameRange(stored, complete)) checkDefaultInBounds(complete, under(field, 'default_value'));
  return complete;
}

/** Null clears, absent keeps what then has to fit the new bounds. */
function changePrior(changed: Parameter, { prior }: ParameterUpdate, field: string): Parameter['prior'] {
  if (prior !== undefined) return readPrior(prior, changed, field);
  return changed.prior && checkPrior(changed, changed.prior, field);
}

/** Creation lets a default lie outside the bounds; an update that repeats both has nothing to complain about. */
const sameRange = (a: Parameter, b: Parameter): boolean =>
  a.defaultValue === b.defaultValue && a.bounds?.min === b.bounds?.min && a.bounds?.max === b.bounds?.max;

function needDefault(input: ParameterUpdate, field: string): void {
  if (input.default_value !== null && input.default_value !== undefined) return;
  const rule = 'is missing: a parameter that is added needs it, for the observations made without it';
  throw invalid(
    under(field, 'default_value'),
    undefined,
    rule,
    'Send the value that those observations were made with.',
  );
}

function checkUnchanged(
  stored: Parameter,
  input: ParameterUpdate,
  conditionals: readonly Conditional[],
  field: string,
): void {
  const fix = 'Leave the key out, or add a parameter of another name.';
  const refuse = (key: 'type' | 'transformation' | 'conditions') =>
    invalid(under(field, key), input[key], `of ${stored.name} cannot be changed`, fix);
  if (input.type && input.type !== stored.type) throw refuse('type');
  const scale = input.transformation === 'none' ? null : input.transformation;
  if (scale !== undefined && scale !== stored.transformation) throw refuse('transformation');
  if (!input.conditions) return;
  const conditions = readConditions(input.conditions, conditionals, under(field, 'conditions'));
  if (!sameConditions(conditions, stored.conditions)) throw refuse('conditions');
}

/** The values of a condition stand in the order of their conditional, so equal lists are equal sets. */
function sameConditions(a: Parameter['conditions'], b: Parameter['conditions']): boolean {
  const same = ([name, values]: [string, readonly string[]]) => JSON.stringify(values) === JSON.stringify(own(b, name));
  return Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(same);
}

function changeCategorical(stored: Parameter, input: ParameterUpdate, field: string): Parameter {
  for (const key of ['bounds', 'grid'] as const) {
    if (input[key])
      throw invalid(under(field, key), input[key], 'is not allowed for a categorical parameter', 'Leave the key out.');
  }
  const names = input.categorical_values;
  if (!names) return stored;
  return { ...stored, categories: replaceCategories(stored.categories, names, under(field, 'categorical_values')) };
}

function changeNumeric(stored: Parameter, input: ParameterUpdate, field: string): Parameter {
  if (input.categorical_values) {
    const list = under(field, 'categorical_values');
    throw invalid(
      list,
      input.categorical_values,
      `is not allowed for a parameter of type ${stored.type}`,
      'Leave the key out.',
    );
  }
  const range = changeRange(stored, input, field);
  if (stored.transformation === 'log') checkLogRange(range, field);
  return { ...stored, ...range };
}

function changeRange(stored: Parameter, { bounds, grid }: ParameterUpdate, field: string): Range {
  const type = stored.type === 'int' ? 'int' : 'double';
  const range = { bounds: stored.bounds ?? { min: 0, max: 0 }, grid: stored.grid };
  if (grid) return agreeing(rangeOfGrid(grid, type, field), range.bounds, bounds, field);
  if (bounds) return stored.grid ? agreeing(range, range.bounds, bounds, field) : rangeOfBounds(bounds, type, field);
  return range;
}

/** A parameter as the server shows it has both its grid and the bounds derived from it: bounds that say nothing new are let through. */
function agreeing(range: Range, old: BoundsInput, bounds: BoundsInput | null | undefined, field: string): Range {
  const same = (other: BoundsInput) => !bounds || (bounds.min === other.min && bounds.max === other.max);
  if (same(range.bounds) || same(old)) return range;
  throw invalid(under(field, 'bounds'), bounds, 'follow from the grid of this parameter', 'Send grid alone.');
}
