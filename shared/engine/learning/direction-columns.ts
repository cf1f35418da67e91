// What a direction adds to the columns while it is learned: v·x, and whispers that tell its slopes.

import { at } from '../kernels/at.ts';
import { type Unknowns, whisper } from '../model/joint-likelihood.ts';
import { cauchy } from '../model/prior.ts';

/**
 * v (m) as unknowns; v·x is one more column of lengthscale 1. Beside it the kernels get, for each number, a column ε·(v·x + x_k): half of
 * C(v·x + x_k) − C(v·x) − C(x_k) is Σ W H Δ(v·x)·Δx_k, the slope in v_k.
 */
export const directionColumns = (m: number): Unknowns => ({
  columns: 2 * m + 1,
  write: (v, rows, from, inverse, out, to) => {
    let along = 0;
    for (let k = 0; k < m; k++) along += at(rows, from + k) * at(v, k);
    out[to + m] = along;
    for (let k = 0; k < m; k++) {
      out[to + k] = at(rows, from + k) * at(inverse, k);
      out[to + m + 1 + k] = whisper * (along + at(rows, from + k));
    }
  },
  slopes: (_, contraction, inverse, slopes) => {
    for (let k = 0; k < m; k++) {
      const alone = at(contraction, k) / at(inverse, k) ** 2;
      slopes[k] = 0.5 * (at(contraction, m + 1 + k) / whisper ** 2 - at(contraction, m) - alone);
    }
  },
  believe: (v, slopes) => {
    const square = v.reduce((sum, x) => sum + x * x, 0);
    for (let k = 0; k < m; k++) slopes[k] = at(slopes, k) + ((m + 1) * at(v, k)) / (1 + square);
    return cauchy(square, m);
  },
});
