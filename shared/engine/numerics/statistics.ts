// Small numerics of one variable: mean, deviation, median, and the minimum of a function on an interval.
import { at } from '../kernels/at.ts';

export const mean = (values: Float64Array): number =>
  values.reduce((sum, v) => sum + v, 0) / Math.max(1, values.length);

/** Root mean square distance from `center`. */
export const deviation = (values: Float64Array, center: number): number =>
  Math.sqrt(values.reduce((sum, v) => sum + (v - center) ** 2, 0) / Math.max(1, values.length));

/** NaN for no values. */
export function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? at(sorted, half) : 0.5 * (at(sorted, half - 1) + at(sorted, half));
}

/** Place of the minimum of a function with one valley on [a, b], to about (b − a)·1e-8 (Kiefer 1953). */
export function goldenSection(a: number, b: number, f: (x: number) => number): number {
  const share = (3 - Math.sqrt(5)) / 2;
  let [low, high] = [a, b];
  let [left, right] = [low + share * (high - low), high - share * (high - low)];
  let [fLeft, fRight] = [f(left), f(right)];
  for (let i = 0; i < 38; i++) {
    if (fLeft < fRight) {
      high = right;
      [right, fRight] = [left, fLeft];
      left = low + share * (high - low);
      fLeft = f(left);
    } else {
      low = left;
      [left, fLeft] = [right, fRight];
      right = high - share * (high - low);
      fRight = f(right);
    }
  }
  return (low + high) / 2;
}
