// The rules for the range of a numeric parameter: bounds, or the grid of values it is restricted to.
import type { Parameter } from '../experiment.ts';
import { invalid } from '../problem.ts';
import { under } from '../record.ts';
import type { BoundsInput } from './parameter-input.ts';

type NumericType = Exclude<Parameter['type'], 'categorical'>;
export type Range = {
  readonly bounds: { readonly min: number; readonly max: number };
  readonly grid: readonly number[] | null;
};

/** Smallest width of the bounds, in the parameter's own units. */
const minWidth = 1e-8;

/** The range that bounds give. `field` is the path of the parameter. */
export function rangeOfBounds({ min, max }: BoundsInput, type: NumericType, field: string): Range {
  for (const [key, value] of Object.entries({ min, max })) checkNumber(value, type, `${field}.bounds.${key}`);
  const width = max - min;
  if (width < minWidth) {
    const rule = `bounds.max must exceed bounds.min by at least ${minWidth}`;
    throw invalid(`${field}.bounds`, { min, max }, rule, 'Exchange or widen them; drop a parameter that cannot vary.');
  }
  if (!Number.isFinite(width)) {
    throw invalid(`${field}.bounds`, { min, max }, 'are too far apart for a 64-bit number', 'Narrow them.');
  }
  return { bounds: { min: min + 0, max: max + 0 }, grid: null };
}

/** The range that a grid gives: sorted, with the bounds derived from its ends. */
export function rangeOfGrid(grid: readonly unknown[], type: NumericType, field: string): Range {
  const values = grid.map((value, i) => checkNumber(value, type, `${field}.grid[${i}]`) + 0).sort((a, b) => a - b);
  const [min, max] = [values[0], values.at(-1)];
  if (min === undefined || max === undefined || new Set(values).size < Math.max(2, values.length)) {
    throw invalid(
      under(field, 'grid'),
      grid,
      'must list at least two distinct numbers, none twice',
      'Send such a list.',
    );
  }
  return { bounds: { min, max }, grid: values };
}

function checkNumber(value: unknown, type: NumericType, field: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw invalid(field, value, 'Invalid type: a number is needed', 'Send a JSON number.');
  }
  if (type === 'int' && !Number.isSafeInteger(value)) {
    throw invalid(
      field,
      value,
      'Invalid type: an int parameter needs whole numbers below 2^53',
      'Round it, or use double.',
    );
  }
  return value;
}

/** A log scale has no place for zero and below. */
export function checkLogRange(range: Range, field: string): void {
  if (range.bounds.min > 0) return;
  const [where, what] = range.grid ? ['grid', 'every grid value'] : ['bounds.min', 'both bounds'];
  const rule = `a log-transformation needs ${what} to be greater than 0`;
  throw invalid(under(field, where), range.bounds.min, rule, 'Raise the lower end, or leave transformation out.');
}
