// Four metrics and more: dominated volume as a mean over directions, judged by a confidence bound.

import { at } from '../kernels/at.ts';
import { makeRandom } from '../numerics/random.ts';
import { confidence } from './acquisition.ts';
import type { Gains, JointGain } from './joint.ts';

const directions = 64;

/** `directions` unit vectors (directions, M) with positive entries, uniform on the sphere; the same for the same seed. */
function makeDirections(M: number, seed: number): Float64Array {
  const random = makeRandom(seed, 4, M);
  const out = new Float64Array(directions * M);
  for (let d = 0; d < directions; d++) {
    const raw = Float64Array.from({ length: M }, () => Math.abs(random.normal()) + 1e-3);
    const size = Math.hypot(...raw);
    for (let m = 0; m < M; m++) out[d * M + m] = at(raw, m) / size;
  }
  return out;
}

/**
 * ln of the mean over directions w of max(s_w(µ − 1.8 s), best s_w of the front), s_w(y) = min over m of ((r_m − y_m)⁺/w_m)^M: the volume that
 * a set dominates is proportional to the mean of the largest s_w (Zhang & Golovin, "Random hypervolume scalarizations", ICML 2020, lemma 5).
 * `front` (k, M), `reference` (M), minimised.
 */
export function scalarizedGain(front: Float64Array, reference: Float64Array, seed: number): JointGain {
  const M = reference.length;
  const weights = makeDirections(M, seed);
  const points = Array.from({ length: front.length / M }, (_, i) => front.subarray(i * M, i * M + M));
  const reach = (y: Float64Array, d: number): { length: number; nearest: number } => {
    let [length, nearest] = [Number.POSITIVE_INFINITY, 0];
    for (let m = 0; m < M; m++) {
      const along = (at(reference, m) - at(y, m)) / at(weights, d * M + m);
      if (along < length) [length, nearest] = [along, m];
    }
    return { length: Math.max(0, length), nearest };
  };
  const best = Float64Array.from({ length: directions }, (_, d) =>
    points.reduce((most, point) => Math.max(most, reach(point, d).length), 1e-6),
  );
  const gains: Gains = { value: 0, perMean: new Float64Array(M), perVariance: new Float64Array(M) };
  const bound = new Float64Array(M);
  return (means, variances) => {
    for (let m = 0; m < M; m++) bound[m] = at(means, m) - confidence * Math.sqrt(at(variances, m));
    gains.perMean.fill(0);
    gains.perVariance.fill(0);
    let total = 0;
    for (let d = 0; d < directions; d++) {
      const { length, nearest } = reach(bound, d);
      total += Math.max(length, at(best, d)) ** M;
      if (length <= at(best, d)) continue;
      const slope = (-M * length ** (M - 1)) / at(weights, d * M + nearest);
      gains.perMean[nearest] = at(gains.perMean, nearest) + slope;
      gains.perVariance[nearest] =
        at(gains.perVariance, nearest) - (slope * confidence) / (2 * Math.sqrt(at(variances, nearest)));
    }
    for (let m = 0; m < M; m++) {
      gains.perMean[m] = at(gains.perMean, m) / total;
      gains.perVariance[m] = at(gains.perVariance, m) / total;
    }
    gains.value = Math.log(total / directions);
    return gains;
  };
}
