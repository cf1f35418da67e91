// One acquisition of several models of the same data: the improvement to be expected when it is not known which of them is right.

import { at } from '../kernels/at.ts';
import type { Point } from '../types.ts';
import type { Acquisition, Rule } from './acquisition.ts';

/** Of logarithmic improvements the logarithm of their mean (Snoek, Larochelle & Adams 2012, §3.2, the integrated acquisition); of bounds the mean. */
export function average(parts: readonly Acquisition[], rule: Rule): Acquisition {
  const mean = rule === 'ucb' ? plainMean : logMean;
  const score = (points: Float64Array, m: number): Float64Array => {
    const scores = parts.map((part) => part.score(points, m));
    const values = new Float64Array(parts.length);
    return Float64Array.from({ length: m }, (_, i) => {
      for (const [k, own] of scores.entries()) values[k] = at(own, i);
      return mean(values, null);
    });
  };
  const slope = (point: Point, gradient: Float64Array): number => {
    const slopes = parts.map(() => new Float64Array(gradient.length));
    const values = Float64Array.from(slopes, (own, k) => parts[k]?.slope(point, own) ?? Number.NEGATIVE_INFINITY);
    const weights = new Float64Array(parts.length);
    const value = mean(values, weights);
    gradient.fill(0);
    for (const [k, own] of slopes.entries())
      for (let i = 0; i < own.length; i++) gradient[i] = at(gradient, i) + at(weights, k) * at(own, i);
    return value;
  };
  return { score, slope };
}

/** The mean of values (k), and into `weights` (k) its derivative by each. */
type Mean = (values: Float64Array, weights: Float64Array | null) => number;

const plainMean: Mean = (values, weights) => {
  weights?.fill(1 / values.length);
  return values.reduce((a, b) => a + b, 0) / values.length;
};

export const logMean: Mean = (values, weights) => {
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const total = values.reduce((sum, v) => sum + Math.exp(v - most), 0);
  for (let k = 0; weights && k < values.length; k++) weights[k] = Math.exp(at(values, k) - most) / total;
  return most + Math.log(total / values.length);
};
