// Three metrics and more: how much farther along rays, each a mixture of the metrics, a point is expected to come than the front does.

import { at } from '../kernels/at.ts';
import { logDistribution } from '../numerics/normal.ts';
import type { Random } from '../numerics/random.ts';
import type { Gains, JointGain } from './joint.ts';

/**
 * Lines a + v·w, v growing towards worse values. How far a value y lies along one is v(y) = max over m of (y_m − a_m)/w_m: all that is within a_m + v·w_m in
 * every metric has come as far.
 */
export type Rays = {
  /** (M) where all rays meet: the corner behind the front, or a place ahead of it. */
  readonly anchor: Float64Array;
  /** Each (M), positive. */
  readonly ways: readonly Float64Array[];
  /** Power of the length from the anchor that improvements are measured in: M from the corner, where lengths stand for volumes, or 1. */
  readonly power: number;
};

/** `count` directions (M) with positive entries, uniform on the sphere of metrics counted in units of `ranges` (M). */
export function drawWays(ranges: Float64Array, count: number, random: Random): Float64Array[] {
  return Array.from({ length: count }, () => {
    const raw = ranges.map(() => Math.abs(random.normal()) + 1e-3);
    const size = Math.hypot(...raw);
    return raw.map((part, m) => (part / size) * at(ranges, m));
  });
}

/** How far the row of `values` that begins at `start` lies along a ray. */
export function lengthAlong(values: Float64Array, start: number, anchor: Float64Array, way: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let m = 0; m < way.length; m++) most = Math.max(most, (at(values, start + m) - at(anchor, m)) / at(way, m));
  return most;
}

/** Places on a ray at which the chance to come so far is asked for, and how far ahead of the front the last one is, in units of the way: more counts as that. */
const [places, ahead] = [16, 1.5];

/** Below every value that a gain can have, and still a number: what no point can improve. */
const hopeless = -1e300;

/**
 * ln of the mean over rays of E(|v(Y)|^p − |v_best|^p)⁺, for p = 1 of E(v_best − v(Y))⁺, of independent normal Y: the integral over v, from the front on, of p·|v|^(p−1) times
 * the product over m of Φ((a_m + v·w_m − µ_m)/s_m), the chance to come as far as v. From the corner, with p = M, the mean over all directions is the expected hypervolume improvement but for a constant
 * (Zhang & Golovin, "Random hypervolume scalarizations", ICML 2020, lemma 5). `front` (k, M), minimised.
 */
export function rayGain(front: Float64Array, rays: Rays): JointGain {
  const M = rays.anchor.length;
  const { edges, logWeights } = placesOf(front, rays);
  const count = logWeights.length;
  const logs = new Float64Array(count);
  const [scores, slopes] = [new Float64Array(count * M), new Float64Array(count * M)];
  const gains: Gains = { value: 0, perMean: new Float64Array(M), perVariance: new Float64Array(M) };

  /** ln of what a place adds; notes the standard score of each metric there, and the slope of ln Φ. */
  const logAt = (j: number, means: Float64Array, spreads: Float64Array): number => {
    let log = at(logWeights, j);
    for (let i = j * M, m = 0; m < M; i++, m++) {
      const score = (at(edges, i) - at(means, m)) / at(spreads, m);
      const z = Math.max(-farthest, Math.min(farthest, score));
      const { value, slope } = logDistribution(z);
      [scores[i], slopes[i]] = [z, slope];
      log += value;
    }
    return log;
  };
  /** Adds a place's share of the derivatives. */
  const addSlopes = (j: number, share: number, spreads: Float64Array): void => {
    for (let i = j * M, m = 0; m < M; i++, m++) {
      const perMean = (-share * at(slopes, i)) / at(spreads, m);
      gains.perMean[m] = at(gains.perMean, m) + perMean;
      gains.perVariance[m] = at(gains.perVariance, m) + (perMean * at(scores, i)) / (2 * at(spreads, m));
    }
  };

  return (means, variances) => {
    const spreads = variances.map((variance) => Math.sqrt(Math.max(variance, leastVariance)));
    let largest = hopeless;
    for (let j = 0; j < count; j++) {
      logs[j] = logAt(j, means, spreads);
      largest = Math.max(largest, at(logs, j));
    }
    gains.perMean.fill(0);
    gains.perVariance.fill(0);
    gains.value = hopeless;
    if (largest === hopeless) return gains;
    let total = 0;
    for (const log of logs) total += Math.exp(log - largest);
    for (let j = 0; j < count; j++) {
      const share = Math.exp(at(logs, j) - largest) / total;
      if (share > 0) addSlopes(j, share, spreads);
    }
    gains.value = largest + Math.log(total / rays.ways.length);
    return gains;
  };
}

/** Squares and quotients of anything within these stay finite. */
const [farthest, leastVariance] = [1e50, 1e-100];

/**
 * Of each ray the places ahead of the front: values there (rays · places, M), and ln of what each stands for (rays · places). They crowd where the front is, as the
 * fourth power of an even step: what is expected little beyond it is decided within a small part of the way.
 */
function placesOf(
  front: Float64Array,
  { anchor, ways, power }: Rays,
): { edges: Float64Array; logWeights: Float64Array } {
  const [edges, logWeights]: [number[], number[]] = [[], []];
  for (const way of ways) {
    const reached = furthest(front, anchor, way, power);
    for (let k = 0; k < places; k++) {
      const u = (k + 0.5) / places;
      const v = reached - ahead * u ** 4;
      logWeights.push(
        Math.log((4 * ahead * u ** 3) / places) + (power > 1 ? Math.log(power) + (power - 1) * Math.log(-v) : 0),
      );
      for (const [m, part] of way.entries()) edges.push(at(anchor, m) + v * part);
    }
  }
  return { edges: Float64Array.from(edges), logWeights: Float64Array.from(logWeights) };
}

/** How far the front has come along a ray; what lies behind the corner, from which volumes are counted, is nothing. */
function furthest(front: Float64Array, anchor: Float64Array, way: Float64Array, power: number): number {
  let least = power > 1 ? 0 : Number.POSITIVE_INFINITY;
  for (let start = 0; start < front.length; start += way.length)
    least = Math.min(least, lengthAlong(front, start, anchor, way));
  return least;
}
