// The rules for one value of one parameter: in assignments and as the default.
import type { Parameter, Value } from '../experiment.ts';
import { someOf } from '../listing.ts';
import type { FieldError } from '../problem.ts';
import { liveCategories } from './parameter.ts';

/**
 * The value as it is stored (2.0 is 2, -0 is 0), or what is wrong with it. Bounds are not looked at: a value outside of them may be reported,
 * because it was tried.
 */
export function readValue(parameter: Parameter, raw: unknown, field: string): Value | FieldError {
  const refuse = (rule: string, fix: string): FieldError => ({ field, value: raw, rule, fix });
  if (parameter.type === 'categorical') return readCategory(parameter, raw, refuse);
  if (typeof raw !== 'number' || !Number.isFinite(raw)) {
    return refuse(`Invalid type: ${parameter.name} needs a number`, 'Send a JSON number.');
  }
  return readNumber(parameter, raw, refuse);
}

export const isFieldError = (result: Value | FieldError): result is FieldError => typeof result === 'object';

type Refuse = (rule: string, fix: string) => FieldError;

function readCategory(parameter: Parameter, raw: unknown, refuse: Refuse): Value | FieldError {
  if (typeof raw !== 'string')
    return refuse(`Invalid type: ${parameter.name} needs text`, 'Send one of its categories.');
  if (parameter.categories.some(({ name, deleted }) => name === raw && !deleted)) return raw;
  const names = liveCategories(parameter).map(({ name }) => name);
  return refuse(`is not a category of ${parameter.name}`, `Send one of: ${someOf(names)}.`);
}

function readNumber(parameter: Parameter, raw: number, refuse: Refuse): Value | FieldError {
  const { name, type, transformation, grid } = parameter;
  if (type === 'int' && !Number.isSafeInteger(raw)) {
    return refuse(`${name} is an int: the value must be whole and smaller than 2^53`, 'Round the value.');
  }
  if (transformation === 'log' && raw <= 0) {
    return refuse(`${name} has a log-transformation: values must be greater than 0`, 'Send a positive number.');
  }
  if (grid && !grid.includes(raw)) return refuse(`is not on the grid of ${name}`, `Send one of: ${someOf(grid)}.`);
  return raw + 0;
}
