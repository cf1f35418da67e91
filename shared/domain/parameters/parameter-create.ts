// A new parameter, out of what a request says it is.

import type { Conditional, Parameter } from '../experiment.ts';
import { checkName } from '../name.ts';
import { invalid } from '../problem.ts';
import { under } from '../record.ts';
import { newCategories } from './categories.ts';
import { readConditions } from './conditionals.ts';
import { withDefault } from './default-value.ts';
import { checkLogRange, type Range, rangeOfBounds, rangeOfGrid } from './numeric-range.ts';
import type { ParameterInput } from './parameter-input.ts';
import { readPrior } from './prior.ts';

/** Throws the 400 for the first rule that `input` breaks. `field` is the path of the parameter, e.g. `parameters[2]`. */
export function createParameter(input: ParameterInput, conditionals: readonly Conditional[], field: string): Parameter {
  const name = checkName(input.name, under(field, 'name'));
  if (conditionals.some((conditional) => conditional.name === name)) {
    throw invalid(under(field, 'name'), name, 'is the name of a conditional', 'Give the parameter its own name.');
  }
  const conditions = readConditions(input.conditions ?? {}, conditionals, under(field, 'conditions'));
  const kind = input.type === 'categorical' ? categorical(input, field) : numeric(input, input.type, field);
  const plain: Parameter = { name, conditions, defaultValue: null, prior: null, deleted: false, ...kind };
  const parameter = { ...plain, prior: readPrior(input.prior, plain, field) };
  return withDefault(parameter, input.default_value ?? null, under(field, 'default_value'));
}

type Kind = Pick<Parameter, 'type' | 'bounds' | 'grid' | 'categories' | 'transformation'>;

function categorical(input: ParameterInput, field: string): Kind {
  refuseKeys(input, ['bounds', 'grid', 'transformation'], field);
  const list = under(field, 'categorical_values');
  if (!input.categorical_values) {
    throw invalid(
      list,
      undefined,
      'is missing: a categorical parameter needs it',
      'Send a list of at least two names.',
    );
  }
  const categories = newCategories(input.categorical_values, list);
  return { type: 'categorical', bounds: null, grid: null, categories, transformation: null };
}

function numeric(input: ParameterInput, type: 'double' | 'int', field: string): Kind {
  refuseKeys(input, type === 'int' ? ['categorical_values', 'transformation'] : ['categorical_values'], field);
  const range = readRange(input, type, field);
  const transformation = input.transformation === 'log' ? 'log' : null;
  if (transformation) checkLogRange(range, field);
  return { type, ...range, categories: [], transformation };
}

function readRange(input: ParameterInput, type: 'double' | 'int', field: string): Range {
  if (input.grid && input.bounds) {
    throw invalid(under(field, 'bounds'), input.bounds, 'cannot be given together with grid', 'Leave bounds out.');
  }
  if (input.grid) return rangeOfGrid(input.grid, type, field);
  if (input.bounds) return rangeOfBounds(input.bounds, type, field);
  throw invalid(
    under(field, 'bounds'),
    undefined,
    `is missing: a parameter of type ${type} needs it`,
    'Send {"min": number, "max": number}.',
  );
}

function refuseKeys(input: ParameterInput, keys: readonly (keyof ParameterInput)[], field: string): void {
  const key = keys.find((one) => input[one] !== null && input[one] !== undefined);
  if (!key) return;
  throw invalid(
    under(field, key),
    input[key],
    `is not allowed for a parameter of type ${input.type}`,
    'Leave the key out.',
  );
}
