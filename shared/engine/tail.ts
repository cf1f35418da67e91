// The bad end of a metric's values: a constant that stands for bad ones is lowered, and from some distance on values count by their logarithm, so that what is terrible does not decide what is large.
import { median } from './statistics.ts';

/** In any linear units of the values: where logarithms begin, their step, and what is lowered before. */
export type Tail = {
  readonly knee: number;
  readonly width: number;
  /** Absent: none. */
  readonly cliff?: Cliff;
};

/** Beyond `edge`, the worst value that is no mere sign of a bad point, distances are `ratio` (below 1) times what they were. */
export type Cliff = { readonly edge: number; readonly ratio: number };

/** Where it begins: this many robust deviations (of the better half) above the median. */
const outlier = 20;
/** Beyond this many times the width behind the knee values are all just bad. */
const farthest = 1e8;
/** Values that differ by less than this, in a metric of common size, are equal but for rounding: cos(π/2) is 6e-17 and not 0. */
const rounding = 1e-14;

/** No value comes so far. */
export const noTail: Tail = { knee: Number.MAX_VALUE, width: 1 };

/** Equal values at different points that are no accident, and others beside them that have a range. */
const [repeated, ranging] = [3, 2];
/** Values as far apart as this share of the range of all are equal: a penalty may have the loss added to it, or come from a cheap task in the units of the full one. */
const alike = 1e-3;

/**
 * Whoever has no value for a bad point reports a constant, 1e6 say, again and again: in units of that all other values are one. It tells no more than that the
 * point is bad, so it counts as one that lies above the others by as much as these differ from each other. Null where the worst value is no such
 * constant: not repeated, or no farther away than that.
 */
export function cliffOf(values: Float64Array): Cliff | null {
  const [best, worst] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  const others = values.filter((v) => v < worst - alike * (worst - best));
  if (values.length - others.length < repeated || others.length < ranging) return null;
  const edge = others.reduce((most, v) => Math.max(most, v), Number.NEGATIVE_INFINITY);
  const ratio = (edge - best) / (worst - edge);
  return ratio > 0 && ratio < 1 ? { edge, ratio } : null;
}

/** A value on this side of the cliff as it is, one beyond it lowered. */
export const lower = (cliff: Cliff | null | undefined, v: number): number =>
  cliff && v > cliff.edge ? cliff.edge + (v - cliff.edge) * cliff.ratio : v;

/** The inverse of `lower`. */
const raise = (cliff: Cliff | undefined, t: number): number =>
  cliff && t > cliff.edge ? cliff.edge + (t - cliff.edge) / cliff.ratio : t;

/**
 * Median + `outlier` × 1.4826 × median absolute deviation of the better half: good values are never moved, however extreme. Where the better half is
 * one value, with rounding errors or without, its deviation says nothing about the others, and none is moved. Constants that stand for bad values are lowered before.
 */
export function tailOf(given: Float64Array): Tail {
  const cliff = cliffOf(given);
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
  const beyond = cliff && value > cliff.edge ? cliff.ratio : 1;
  return v > knee ? (beyond * width) / (width + v - knee) : beyond;
}
