// The way between a parameter's own scale and the unit interval, and the levels of a parameter that has only some values.
import { item } from '../kernels/at.ts';
import type { Parameter } from '../types.ts';
import { type UnitPrior, unitPrior } from './parameter-prior.ts';

/** Ends of the unit interval in the (logarithmic) scale of the parameter. */
type Scale = { readonly low: number; readonly high: number; readonly log: boolean };

export type Dimension = {
  readonly parameter: Parameter;
  /** Null for a categorical. */
  readonly scale: Scale | null;
  /** How many values it can take; Infinity for a double with room in it. */
  readonly levels: number;
  /** Unit coordinates of a grid's values, ascending and distinct; null for other kinds. */
  readonly units: readonly number[] | null;
  /** What the user believes about it; null: nothing. */
  readonly prior: UnitPrior | null;
};

function makeScale(low: number, high: number, log: boolean): Scale {
  return log ? { low: Math.log(low), high: Math.log(high), log } : { low, high, log };
}

/**
 * Ints get half a step of padding at both ends, so that the first and the last value own as much of the interval as the others; padding
 * happens before the logarithm.
 */
export function makeDimension(parameter: Parameter): Dimension {
  switch (parameter.kind) {
    case 'categorical':
      return { parameter, scale: null, levels: parameter.values.length, units: null, prior: null };
    case 'grid': {
      const { values, log } = parameter;
      const scale = makeScale(item(values, 0), item(values, values.length - 1), log);
      return { parameter, scale, levels: values.length, units: gridUnits(values, scale), prior: null };
    }
    case 'int': {
      const { min, max, log } = parameter;
      return {
        parameter,
        scale: makeScale(min - 0.5, max + 0.5, log),
        levels: max - min + 1,
        units: null,
        prior: null,
      };
    }
    case 'double': {
      const { min, max, log } = parameter;
      const prior = log ? null : unitPrior(parameter.prior, parameter);
      return { parameter, scale: makeScale(min, max, log), levels: max > min ? Infinity : 1, units: null, prior };
    }
  }
}

/** Two places of a grid are no nearer than this share of their distance when evenly spaced. */
const closest = 0.2;

/**
 * Places of grid values by their size; evenly spaced when two would come so near that a model could hardly tell them apart: decades whose logarithm was
 * forgotten, values that differ in their last digits. Whoever lists values means each of them as a choice.
 */
function gridUnits(values: readonly number[], scale: Scale): number[] {
  const units = values.map((value) => toUnit(scale, value));
  const distinct = units.every((unit, i) => i === 0 || unit - item(units, i - 1) > closest / (values.length - 1));
  return distinct ? units : values.map((_, i) => i / (values.length - 1));
}

/** Unit coordinate of a reported value of a numeric dimension; NaN where it has none. */
export function unitOf({ parameter, scale, units }: Dimension, value: number): number {
  if (!scale) return Number.NaN;
  return units && parameter.kind === 'grid' ? gridPlace(parameter.values, units, scale, value) : toUnit(scale, value);
}

/** Of a value that need not be on the grid (which may have been edited since): between its neighbours, as far as it is between their sizes. */
function gridPlace(values: readonly number[], units: readonly number[], scale: Scale, value: number): number {
  const above = values.findIndex((other) => other >= value);
  if (values[above] === value) return item(units, above);
  const place = toUnit(scale, value);
  if (above <= 0) return place;
  const [low, high] = [toUnit(scale, item(values, above - 1)), toUnit(scale, item(values, above))];
  const share = high > low ? (place - low) / (high - low) : 0.5;
  return item(units, above - 1) + share * (item(units, above) - item(units, above - 1));
}

/** Unit coordinate of a value; outside [0, 1] for a value outside the scale, NaN where a logarithm does not exist. */
function toUnit({ low, high, log }: Scale, value: number): number {
  const x = log ? Math.log(value) : value;
  // Halves, because high − low overflows for a range like ±1e308.
  return high > low ? (0.5 * x - 0.5 * low) / (0.5 * high - 0.5 * low) : 0.5;
}

function fromUnit({ low, high, log }: Scale, unit: number): number {
  const x = low * (1 - unit) + high * unit;
  return log ? Math.exp(x) : x;
}

/** Unit coordinate of level `index` of a dimension with finitely many levels (of a categorical: the index itself). */
export function levelUnit({ parameter, scale, units }: Dimension, index: number): number {
  if (!scale || parameter.kind === 'categorical') return index;
  if (units) return item(units, index);
  if (parameter.kind === 'int') return toUnit(scale, parameter.min + index);
  return 0.5;
}

const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

/** Index of the level nearest to a unit coordinate, for a dimension with finitely many levels. */
export function nearestLevel(dimension: Dimension, unit: number): number {
  const { parameter, scale, levels, units } = dimension;
  if (!scale || parameter.kind === 'categorical') return clamp(Math.round(unit), 0, levels - 1);
  if (parameter.kind === 'int')
    return clamp(Math.round(fromUnit(scale, unit)), parameter.min, parameter.max) - parameter.min;
  return units ? nearestInGrid(units, unit) : 0;
}

function nearestInGrid(units: readonly number[], unit: number): number {
  let nearest = 0;
  for (let i = 1; i < units.length; i++) {
    if (Math.abs(item(units, i) - unit) < Math.abs(item(units, nearest) - unit)) nearest = i;
  }
  return nearest;
}

/** The unit coordinate moved to the nearest value that the parameter can take. */
export function snap(dimension: Dimension, unit: number): number {
  if (dimension.levels === Infinity) return clamp(unit, 0, 1);
  return levelUnit(dimension, nearestLevel(dimension, unit));
}

/** The value of a numeric parameter at a unit coordinate: inside its bounds, exact for ints and grids. */
export function valueAt(dimension: Dimension, unit: number): number {
  const { parameter, scale } = dimension;
  if (!scale || parameter.kind === 'categorical') return unit;
  if (parameter.kind === 'grid') return item(parameter.values, nearestLevel(dimension, unit));
  if (parameter.kind === 'int') return parameter.min + nearestLevel(dimension, unit);
  return clamp(tidy(parameter.min, parameter.max, parameter.log, fromUnit(scale, unit)), parameter.min, parameter.max);
}

/**
 * Rounds a double to a decimal that is coarser than the rounding error of encoding and decoding it. So a value that went out as JSON and came
 * back has the same key, and people see 0.1 and not 0.1000000000000001. About 14 digits of the larger end; 12 significant ones on log scales,
 * where the error of exp(ln x) is up to 700 times as large. A range that is narrow for its place gets
 * the finest step there is.
 */
function tidy(min: number, max: number, log: boolean, value: number): number {
  if (log) return Number(value.toPrecision(12));
  const digits = digitsOf(min, max);
  if (digits > 100) return Number(value.toPrecision(13));
  return digits >= 0 ? Number(value.toFixed(digits)) : Math.round(value / 10 ** -digits) * 10 ** -digits;
}

/** Decimals that doubles of a linear scale are rounded to. */
function digitsOf(min: number, max: number): number {
  const largest = Math.max(Math.abs(min), Math.abs(max), Number.MIN_VALUE);
  const coarse = 14 - Math.ceil(Math.log10(largest));
  return 10 ** -coarse > 1e-6 * (max - min) ? finestDigits(largest) : coarse;
}

/** By how much, in shares of the range, the value that goes out may differ from the one of the coordinate; for doubles on a linear scale. */
export function roundingOf({ min, max }: { readonly min: number; readonly max: number }): number {
  const largest = Math.max(Math.abs(min), Math.abs(max), Number.MIN_VALUE);
  return Math.max(10 ** -digitsOf(min, max), 1e-13 * largest) / (max - min);
}

/** Decimals of the finest step whose half is more than the three units in the last place that encoding and decoding may be off. */
const finestDigits = (largest: number): number =>
  -Math.ceil(Math.log10(8 * 2 ** (Math.floor(Math.log2(largest)) - 52)));
