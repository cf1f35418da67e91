// The bad end of a metric's values: what stands for bad points is lowered, and from some distance on values count by their logarithm, so that what is terrible does not decide what is large.

import { median } from '../numerics/statistics.ts';
import { type Cliff, cliffOf, cliffSlope, lower, raise, rounding } from './cliff.ts';

/** In any linear units of the values: where logarithms begin, their step, and what is lowered before. */
export type Tail = {
  readonly knee: number;
  readonly width: number;
  /** Absent: none. */
  readonly cliff?: Cliff;
};

/** Where it begins: this many robust deviations (of the better half) above the median. */
const outlier = 20;
/** Beyond this many times the width behind the knee values are all just bad. */
const farthest = 1e8;

/** No value comes so far. */
export const noTail: Tail = { knee: Number.MAX_VALUE, width: 1 };

/**
 * Median + `outlier` × 1.4826 × median absolute deviation of the better half: good values are never moved, however extreme. Where the better half is
 * one value, with rounding errors or without, its deviation says nothing about the others, and none is moved. What stands for bad points is lowered before.
 */
export function tailOf(given: Float64Array, cliff = cliffOf(given)): Tail {
  const lowered = cliff ? { cliff } : {};
  const values = cliff ? given.map((v) => lower(cliff, v)) : given;
  const middle = median(values);
  const better = values.filter((v) => v <= middle);
  const robust = 1.4826 * median(better.map((v) => middle - v));
  const largest = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  if (!(robust > rounding * Math.min(1, largest))) return { ...noTail, ...lowered };
  return { knee: Math.min(Number.MAX_VALUE, middle + outlier * robust), width: outlier * robust, ...lowered };
}

/** v, lowered where it is beyond a cliff, up to the knee; from there on knee + width·ln(1 + (v − knee)/width), which goes on with the same slope. */
export function compress({ knee, width, cliff }: Tail, value: number): number {
  const v = lower(cliff, value);
  return v > knee ? knee + width * Math.log1p(Math.min(farthest, (v - knee) / width)) : v;
}

/** The inverse of `compress`, as far as it has one. */
export const stretch = ({ knee, width, cliff }: Tail, t: number): number =>
  raise(cliff, t > knee ? knee + width * Math.expm1((t - knee) / width) : t);

/** d/dv of `compress`. */
export function tailSlope({ knee, width, cliff }: Tail, value: number): number {
  const v = lower(cliff, value);
  const beyond = cliffSlope(cliff, value);
  return v > knee ? (beyond * width) / (width + v - knee) : beyond;
}
