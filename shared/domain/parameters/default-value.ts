// The rules for a parameter's default value, which stands in for it in observations that are older than the parameter.
import type { Parameter, Value } from '../experiment.ts';
import { invalid, invalidFields } from '../problem.ts';
import { isFieldError, readValue } from './parameter-value.ts';

/** The parameter with `raw` as its default. `field` is the path of `default_value`. */
export function withDefault(parameter: Parameter, raw: Value | null, field: string): Parameter {
  if (raw === null) return { ...parameter, defaultValue: null };
  const value = readValue(parameter, raw, field);
  if (isFieldError(value)) throw invalidFields([value]);
  return { ...parameter, defaultValue: value };
}

/** Updates are stricter than creation: the default must lie within the bounds. */
export function checkDefaultInBounds({ bounds, defaultValue }: Parameter, field: string): void {
  if (!bounds || typeof defaultValue !== 'number') return;
  if (defaultValue >= bounds.min && defaultValue <= bounds.max) return;
  const rule = `must lie within the bounds, ${bounds.min} to ${bounds.max}`;
  throw invalid(field, defaultValue, rule, 'Send a default_value within them, or wider bounds.');
}
