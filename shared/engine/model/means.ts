// The posterior mean alone: what a survey of the whole space needs, at a fraction of the price of the variance.

import { at } from '../kernels/at.ts';
import { crossCovariance, padded } from '../kernels/covariance.ts';
import { embedAll } from './embedding.ts';
import type { Process } from './process.ts';

const block = 64;

/** Posterior means at m points (m, P), in the process's own units: k(x)ᵀα. O(m·n), where mean and variance together are O(m·n²). */
export function posteriorMeans(process: Process, points: Float64Array, m: number): Float64Array {
  const ld = padded(process.inputs.n);
  const rows = embedAll(process.embedding, points, m, process.P, process.inverse);
  const means = new Float64Array(m);
  const work = new Float64Array(Math.min(m, block) * ld);
  for (let first = 0; first < m; first += block) {
    const count = Math.min(block, m - first);
    crossCovariance(process.inputs, process.signal, rows.subarray(first * process.embedding.width), count, work);
    for (let c = 0; c < count; c++) {
      let sum = 0;
      for (let i = 0; i < process.inputs.n; i++) sum += at(work, c * ld + i) * at(process.alpha, i);
      means[first + c] = sum;
    }
  }
  return means;
}
