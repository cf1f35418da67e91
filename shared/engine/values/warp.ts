// The output transform: values in the user's units to values that a Gaussian process with mean 0 and variance 1 describes well, and back.

import { at } from '../kernels/at.ts';
import { deviation, goldenSection, mean, median } from '../numerics/statistics.ts';
import { concatenate } from '../numerics/vectors.ts';
import { type Cliff, cliffOf, lower } from './cliff.ts';
import { compress, noTail, stretch, type Tail, tailOf, tailSlope } from './tail.ts';

/** y ↦ z = (unit·y − center)/spread, lowered beyond its cliff, logarithmic beyond its knee, cut at `cap` ↦ Yeo–Johnson with λ, or bilog ↦ (t − mean)/deviation, cut at `ceiling`. No NaN. */
export type Warp = Tail & {
  readonly kind: 'identity' | 'yeo-johnson' | 'bilog';
  /** Keeps squares of values like 1e300 from overflowing, and those of 1e-300 from being 0. */
  readonly unit: number;
  readonly center: number;
  readonly spread: number;
  readonly cap: number;
  readonly lambda: number;
  readonly mean: number;
  readonly deviation: number;
  /** Values (user's units) that no prediction leaves: the inverse of Yeo–Johnson runs away outside of what was seen. */
  readonly lowest: number;
  readonly highest: number;
  /** Σ ln |dT/dz| over the values it was fitted to: makes evidence under different transforms comparable. */
  readonly logJacobian: number;
};

/** Bad values beyond this many standard deviations are all just bad. */
const ceiling = 5;
/** Yeo & Johnson 2000, eq. 2.1. */
export function yeoJohnson(z: number, lambda: number): number {
  if (z >= 0) return Math.abs(lambda) < 1e-8 ? Math.log1p(z) : Math.expm1(lambda * Math.log1p(z)) / lambda;
  const mirrored = 2 - lambda;
  return Math.abs(mirrored) < 1e-8 ? -Math.log1p(-z) : -Math.expm1(mirrored * Math.log1p(-z)) / mirrored;
}

/** The inverse; ±Infinity beyond the end of the transform's range. */
export function inverseYeoJohnson(t: number, lambda: number): number {
  const power = t >= 0 ? lambda : 2 - lambda;
  const size = Math.abs(t);
  const grown =
    Math.abs(power) < 1e-8
      ? Math.expm1(size)
      : 1 + power * size > 0
        ? Math.expm1(Math.log1p(power * size) / power)
        : Infinity;
  return t >= 0 ? grown : -grown;
}

/** sign(z)·ln(1 + |z|): a Yeo–Johnson with λ = 0 above and λ = 2 below, for values whose sign matters (Eriksson & Poloczek 2021, §3). */
export const bilog = (z: number): number => Math.sign(z) * Math.log1p(Math.min(Math.abs(z), Number.MAX_VALUE));

const shape = ({ kind, lambda }: Warp, z: number): number => (kind === 'bilog' ? bilog(z) : yeoJohnson(z, lambda));

const unshape = ({ kind, lambda }: Warp, t: number): number =>
  kind === 'bilog' ? Math.sign(t) * Math.expm1(Math.abs(t)) : inverseYeoJohnson(t, lambda);

/** d/dz, always positive: (1 + |z|)^(±(λ − 1)), of bilog 1/(1 + |z|). */
const slope = ({ kind, lambda }: Warp, z: number): number =>
  Math.exp((kind === 'bilog' ? -1 : Math.sign(z) * (lambda - 1)) * Math.log1p(Math.abs(z)));

export function forward(warp: Warp, y: number): number {
  return Math.min(ceiling, (shape(warp, standardize(warp, y)) - warp.mean) / warp.deviation);
}

/** As `forward`, where bad values stay as bad as they are: for what is predicted, which may be worse than all that was seen. */
export const forwardUncut = (warp: Warp, y: number): number =>
  (shape(warp, compress(warp, inSpreads(warp, y))) - warp.mean) / warp.deviation;

const inSpreads = ({ unit, center, spread }: Warp, y: number): number => (y * unit - center) / spread;

const standardize = (warp: Warp, y: number): number => Math.min(warp.cap, compress(warp, inSpreads(warp, y)));

/** Variances are multiplied with the square of a slope, which must stay a number: of values that differ by 1e-200, too. */
const steepest = 1e150;

/** dT/dy for the delta method; its nonlinear part is kept within [0.05, 20], so that a flat stretch does not make a noisy value exact. */
export function forwardSlope(warp: Warp, y: number): number {
  const steepness = (slope(warp, standardize(warp, y)) * tailSlope(warp, inSpreads(warp, y))) / warp.deviation;
  return Math.min(steepest, Math.min(20, Math.max(0.05, steepness)) * (warp.unit / warp.spread));
}

/** Back to the user's units, within [lowest, highest]. */
export function backward(warp: Warp, t: number): number {
  const z = stretch(warp, unshape(warp, t * warp.deviation + warp.mean));
  const y = (z * warp.spread + warp.center) / warp.unit;
  return Math.min(warp.highest, Math.max(warp.lowest, Number.isNaN(y) ? warp.highest : y));
}

/** The transforms worth trying for these values (n ≥ 1, finite): always the identity; Yeo–Johnson when there is enough to learn it from. `isTraded`: see cliff.ts. */
export function fitWarps(values: Float64Array, isTraded = false): Warp[] {
  const plain = fitIdentity(values, isTraded);
  if (values.length < 8 || new Set(values).size < 5) return [plain];
  const power = fitPower(plain, values);
  return power ? [power, plain] : [plain];
}

/** Differences of such numbers are numbers still. */
const hugest = 1e305;

function fitIdentity(values: Float64Array, isTraded = false): Warp {
  // A penalty of 1e300 is no reason to count the others in units of that.
  const cliff = cliffOf(values, isTraded);
  const largest = values.reduce((most, v) => Math.max(most, Math.abs(lower(cliff, v))), 0);
  const unit = largest > 1e100 || (largest > 0 && largest < 1e-100) ? Math.min(1e300, 1 / largest) : 1;
  // The penalties themselves may be no numbers in that unit.
  const scaled = values.map((v) => Math.min(hugest, Math.max(-hugest, v * unit)));
  const tail = tailOf(scaled, cliffOf(scaled, isTraded));
  const shortened = scaled.map((v) => compress(tail, v));
  const center = mean(shortened);
  const spread = deviation(shortened, center) || 1;
  const [low, high] = [Math.min(...scaled), Math.max(...scaled)];
  const reach = 3 * (0.5 * Math.min(Math.max(...shortened), tail.knee) - 0.5 * low);
  const bounded = (v: number): number => Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, v / unit));
  return {
    ...{ kind: 'identity', unit, center, spread, lambda: 1, mean: 0, deviation: 1, logJacobian: 0 },
    knee: Math.min(Number.MAX_VALUE, (tail.knee - center) / spread),
    width: tail.width / spread,
    ...(tail.cliff ? { cliff: standardized(tail.cliff, center, spread) } : {}),
    cap: (Math.max(...shortened) - center) / spread,
    lowest: bounded(low - 2 * reach),
    highest: bounded(high + 2 * reach),
  };
}

const standardized = ({ edge, range, height }: Cliff, center: number, spread: number): Cliff => ({
  edge: (edge - center) / spread,
  range: range / spread,
  height: height / spread,
});

/**
 * At 2 good values count by their logarithm. Beyond, no value below the mean is farther from it than 1/(λ − 2), however good: where most values are bad ones
 * from anywhere, these decide λ, and nothing better than the best would be left to hope for (bench/studies/power.md).
 */
const [leastLambda, mostLambda] = [-3, 2];

/** λ by profile likelihood; null when it would press the better half of the values into one point. */
function fitPower(plain: Warp, values: Float64Array): Warp | null {
  const z = values.map((y) => standardize(plain, y));
  const logs = z.reduce((sum, v) => sum + Math.sign(v) * Math.log1p(Math.abs(v)), 0);
  const transformed = (lambda: number): Float64Array => z.map((v) => yeoJohnson(v, lambda));
  const lambda = goldenSection(leastLambda, mostLambda, (l) => {
    const t = transformed(l);
    return z.length * Math.log(deviation(t, mean(t)) + 1e-12) - (l - 1) * logs;
  });
  const t = transformed(lambda);
  const center = mean(t);
  const spread = deviation(t, center);
  const middle = median(t);
  const better = t.filter((v) => v <= middle);
  if (!(spread > 1e-9) || deviation(better, mean(better)) < 0.05 * spread) return null;
  const logJacobian = (lambda - 1) * logs - z.length * Math.log(spread);
  return { ...plain, kind: 'yeo-johnson', lambda, mean: center, deviation: spread, logJacobian };
}

/** Every value through the transform. */
export const forwardAll = (warp: Warp, values: Float64Array): Float64Array =>
  Float64Array.from({ length: values.length }, (_, i) => forward(warp, at(values, i)));

/**
 * The transform of a constraint metric: its threshold becomes 0, distances from it are counted in typical ones and logarithmically beyond, so that
 * the model is best where it is decided whether the constraint holds. Where values lie on the threshold, 0 lies halfway to the next worse one. Any values
 * (n ≥ 0, finite) and any finite threshold.
 */
export function thresholdWarp(values: Float64Array, limit: number): Warp {
  const threshold = border(values, limit);
  const { cliff: _, ...plain } = fitIdentity(concatenate(values, Float64Array.of(threshold)));
  // Penalties are not lowered here, and in units of what they were lowered to they may be no numbers.
  const largest = values.reduce((most, v) => Math.max(most, Math.abs(v)), Math.abs(threshold));
  const unit = largest * plain.unit < 1e300 ? plain.unit : 1 / largest;
  const center = threshold * unit;
  const distances = values.map((v) => Math.abs(v * unit - center)).filter((d) => d > 0);
  const spread = typicalDistance(distances);
  const [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [threshold, threshold]);
  const reach = 3 * (0.5 * high - 0.5 * low);
  const lowest = Math.max(-Number.MAX_VALUE, low - 2 * reach);
  const highest = Math.min(Number.MAX_VALUE, high + 2 * reach);
  const warp: Warp = {
    ...plain,
    ...noTail,
    kind: 'bilog',
    unit,
    center,
    spread,
    cap: Number.MAX_VALUE,
    lowest,
    highest,
  };
  const size = deviation(
    values.map((y) => bilog(standardize(warp, y))),
    0,
  );
  return { ...warp, deviation: size || 1 };
}

/** How many of the farthest values may be outliers, and the share of the next one that a typical distance is at least. */
const [outliers, leastShare] = [4, 0.1];

/**
 * The median, while values are all over the place. A search gathers on the border, and the median with it; in units of such distances whatever runs straight
 * through the border would have a kink there, which no model can tell from noise (bench/studies/thresholds.md). The first values go on to say how far it is.
 */
function typicalDistance(distances: Float64Array): number {
  const sorted = distances.toSorted().reverse();
  // The floor keeps quotients finite when most values lie right at the threshold.
  const least = Math.max(leastShare * (sorted[outliers] ?? 0), 1e-9 * (sorted[0] ?? 0));
  return Math.max(sorted.length > 0 ? median(sorted) : 0, least) || 1;
}

/**
 * What parts the values that hold from those that do not. Counts of violations, flags and max(0, g) hold on the threshold itself: with 0 there, a model could
 * only call it even that they do. Where nothing worse was seen, the gap to the next better value stands for the one to the next worse.
 */
function border(values: Float64Array, limit: number): number {
  // Whole numbers have nothing between the threshold and the next one.
  if (!values.includes(limit))
    return values.length > 0 && [limit, ...values].every(Number.isInteger) ? limit + 0.5 : limit;
  const worse = values.reduce((least, v) => (v > limit ? Math.min(least, v) : least), Infinity);
  const middle = 0.5 * limit + 0.5 * worse;
  if (worse < Infinity) return middle < worse ? middle : limit; // neighbouring doubles have nothing between them
  const better = values.reduce((most, v) => (v < limit ? Math.max(most, v) : most), -Infinity);
  const least = Math.max(1e-9 * Math.abs(limit), Number.MIN_VALUE * 2 ** 100);
  const gap = better > -Infinity ? Math.max(least, 0.5 * limit - 0.5 * better) : least;
  return Math.min(Number.MAX_VALUE, limit + gap);
}
