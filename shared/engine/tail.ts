// The bad end of a metric's values: from some distance on they count by their logarithm, so that a few terrible ones do not decide what is large.
import { median } from './statistics.ts';

/** In any linear units of the values: where logarithms begin, and their step. */
export type Tail = { readonly knee: number; readonly width: number };

/** Where it begins: this many robust deviations (of the better half) above the median. */
const outlier = 20;
/** Beyond this many times the width behind the knee values are all just bad. */
const farthest = 1e8;
/** Values that differ by less than this, in a metric of common size, are equal but for rounding: cos(π/2) is 6e-17 and not 0. */
const rounding = 1e-14;

/** No value comes so far. */
export const noTail: Tail = { knee: Number.MAX_VALUE, width: 1 };

/**
 * Median + `outlier` × 1.4826 × median absolute deviation of the better half: good values are never moved, however extreme. Where the better half is
 * one value, with rounding errors or without, its deviation says nothing about the others, and none is moved.
 */
export function tailOf(values: Float64Array): Tail {
  const middle = median(values);
  const better = values.filter((v) => v <= middle);
  const robust = 1.4826 * median(better.map((v) => middle - v));
  const largest = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  if (!(robust > rounding * Math.min(1, largest))) return noTail;
  return { knee: Math.min(Number.MAX_VALUE, middle + outlier * robust), width: outlier * robust };
}

/** v up to the knee, from there on knee + width·ln(1 + (v − knee)/width), which goes on with the same slope. */
export const compress = ({ knee, width }: Tail, v: number): number =>
  v > knee ? knee + width * Math.log1p(Math.min(farthest, (v - knee) / width)) : v;

/** The inverse of `compress`, as far as it has one. */
export const stretch = ({ knee, width }: Tail, t: number): number =>
  t > knee ? knee + width * Math.expm1((t - knee) / width) : t;

/** d/dv of `compress`. */
export const tailSlope = ({ knee, width }: Tail, v: number): number => (v > knee ? width / (width + v - knee) : 1);
