// The rules for priors: beliefs about where good values of a parameter lie.
import type { Parameter, Prior } from '../experiment.ts';
import { invalid, type Problem } from '../problem.ts';
import { isRecord, under } from '../record.ts';

/** Null for null and nothing at all. `field` is the path of the parameter. Throws the 400 for the first rule that `raw` breaks. */
export function readPrior(raw: unknown, parameter: Parameter, field: string): Prior | null {
  if (raw === null || raw === undefined) return null;
  const path = under(field, 'prior');
  if (!isRecord(raw)) throw invalid(path, raw, 'Invalid type: an object is needed', 'Send an object, or null.');
  const { name } = raw;
  if (name === 'normal') {
    return checkPrior(parameter, { name, mean: number(raw, 'mean', path), scale: positive(raw, 'scale', path) }, field);
  }
  if (name === 'beta') {
    const shapes = { shapeA: positive(raw, 'shape_a', path), shapeB: positive(raw, 'shape_b', path) };
    return checkPrior(parameter, { name, ...shapes }, field);
  }
  throw invalid(under(path, 'name'), name, 'is not one of the allowed values: normal, beta', 'Send one of them.');
}

/** Whether a prior, new or kept, fits what the parameter has become. */
export function checkPrior(parameter: Parameter, prior: Prior, field: string): Prior {
  const { type, grid, transformation, bounds } = parameter;
  const refuse = (rule: string, fix: string): Problem => invalid(under(field, 'prior'), prior, rule, fix);
  if (type !== 'double' || grid || transformation === 'log' || !bounds) {
    const rule = 'belongs to a parameter of type double without grid and without log-transformation';
    throw refuse(rule, 'Leave the key out, or send null.');
  }
  if (prior.name === 'normal' && !(prior.mean >= bounds.min && prior.mean <= bounds.max)) {
    const rule = `has a mean that must lie within the bounds, ${bounds.min} to ${bounds.max}`;
    throw refuse(rule, 'Send another mean, wider bounds, or null for no prior.');
  }
  return prior;
}

function number(raw: Readonly<Record<string, unknown>>, key: string, field: string): number {
  const value = raw[key];
  const path = under(field, key);
  if (value === undefined || value === null)
    throw invalid(path, undefined, `Missing required json key: ${path}`, 'Send a number.');
  if (typeof value === 'number' && Number.isFinite(value)) return value + 0;
  throw invalid(path, value, 'Invalid type: a number is needed', 'Send a JSON number.');
}

function positive(raw: Readonly<Record<string, unknown>>, key: string, field: string): number {
  const value = number(raw, key, field);
  if (value > 0) return value;
  throw invalid(under(field, key), value, 'must be greater than 0', 'Send a positive number.');
}
