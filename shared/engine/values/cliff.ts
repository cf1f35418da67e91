// Values that stand for bad points and lie far beyond all others: seen from the good ones they are made as bad as bad ones usually are.
import { at } from '../kernels/at.ts';

/**
 * In any linear units of the values: beyond `edge`, the worst value that is no mere sign of a bad point, distances count by their logarithm in units of `range`,
 * which is that from the best value to the edge, and `height` times that.
 */
export type Cliff = { readonly edge: number; readonly range: number; readonly height: number };

/** Equal values at different points that are no accident, and others beside them that have a range. */
const [repeated, ranging] = [3, 2];
/** Values as far apart as this share of the range of all are equal: a penalty may have the loss added to it, or come from a cheap task in the units of the full one. */
const alike = 1e-3;
/** Values that differ from each other stand for bad points beyond a gap of this many ranges of the others, of which there are so many. */
const [wide, fewest] = [10, 5];
/** Share of the others, and how many lie beyond: bad points that are a part of the problem, and accidents. */
const [bad, accidents] = [
  { share: 0.2, beyond: repeated },
  { share: 0.8, beyond: 1 },
];
/** Values that differ by less than this, in a metric of common size, are equal but for rounding: cos(π/2) is 6e-17 and not 0. */
export const rounding = 1e-14;

/**
 * Whoever has no value for a bad point reports a constant, 1e6 say, again and again, or what a diverged training has come to: in units of that all other values
 * are one. It tells no more than that the point is bad, so the worst value counts as one that lies above the others by as much as these differ from each
 * other. `isTraded`: the metric is one of several optimized ones; points gather at the best value of each of these, and what is far from it is the price of
 * another. Null where nothing lies so far beyond the rest.
 */
export function cliffOf(values: Float64Array, isTraded = false): Cliff | null {
  const [best, worst] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  const edge = (isTraded ? null : beneathGap(values, bad)) ?? beneathConstant(values, best, worst);
  if (edge === null) return null;
  const range = edge - best;
  return { edge, range, height: range / Math.log1p(inRanges(worst - edge, range)) };
}

/** The worst value but for a constant that is repeated, and farther away than the others are from each other. */
function beneathConstant(values: Float64Array, best: number, worst: number): number | null {
  const others = values.filter((v) => v < worst - alike * (worst - best));
  if (values.length - others.length < repeated || others.length < ranging) return null;
  const edge = others.reduce((most, v) => Math.max(most, v), Number.NEGATIVE_INFINITY);
  return worst - edge > edge - best && edge > best ? edge : null;
}

/**
 * The worst value but for single trainings that diverged, or what stood for them: who compares values by their spread must not see these. Null where there are none. Four
 * fifths of a search that has converged reach back to where it began, so nothing of it lies beyond such a gap.
 */
export const beneathAccidents = (values: Float64Array): number | null => beneathGap(values, accidents);

/** The worst value on this side of the first wide gap. A search that converges leaves hardly any: there are values of all sizes on its way. */
function beneathGap(values: Float64Array, { share, beyond }: typeof bad): number | null {
  const sorted = values.toSorted();
  const best = at(sorted, 0);
  const first = Math.max(fewest, Math.ceil(share * sorted.length)) - 1;
  const least = rounding * Math.min(1, Math.max(Math.abs(best), Math.abs(at(sorted, sorted.length - 1))));
  const isEdge = (v: number, i: number): boolean =>
    v - best > least && inRanges(at(sorted, i + 1) - v, v - best) > wide;
  const edge = sorted.findIndex((v, i) => i >= first && i < sorted.length - beyond && isEdge(v, i));
  return edge < 0 ? null : at(sorted, edge);
}

/** Penalties of 1e300 are no reason for an infinite number. */
const inRanges = (distance: number, range: number): number => Math.min(Number.MAX_VALUE, distance / range);

/** A value on this side of the cliff as it is, one beyond it lowered. */
export const lower = (cliff: Cliff | null | undefined, v: number): number =>
  cliff && v > cliff.edge ? cliff.edge + cliff.height * Math.log1p(inRanges(v - cliff.edge, cliff.range)) : v;

/** The inverse of `lower`. */
export const raise = (cliff: Cliff | undefined, t: number): number =>
  cliff && t > cliff.edge ? cliff.edge + cliff.range * Math.expm1((t - cliff.edge) / cliff.height) : t;

/** d/dv of `lower`. */
export const cliffSlope = (cliff: Cliff | undefined, v: number): number =>
  cliff && v > cliff.edge ? cliff.height / (cliff.range + v - cliff.edge) : 1;
