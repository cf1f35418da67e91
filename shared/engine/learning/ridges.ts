// Where a ridge may run, by regression alone: along the slope of the values, and where they bend most.
import { at } from '../kernels/at.ts';
import { kernels } from '../kernels/load.ts';
import { solveLower, solveUpper } from '../kernels/triangular.ts';
import type { Evidence } from '../model/likelihood.ts';

/** Ridge regression: as if this share of the rows' spread over the range (1/12 a row, if even) had been seen without any slope. */
const shrinkage = 0.05;
const rounds = 100;

/** Two unit vectors (m) over the numeric columns: the linear fit, and the principal Hessian direction of what it leaves (Li 1992, §3). */
export function ridges({ embedding, rows, targets, n }: Evidence): Float64Array[] {
  const m = embedding.numeric.length;
  const x = Array.from({ length: n }, (_, i) => {
    const start = i * embedding.width;
    return rows.subarray(start, start + m).map((u) => u - 0.5);
  });
  const mean = targets.reduce((a, b) => a + b, 0) / n;
  const values = targets.map((t) => t - mean);
  const fit = linearFit(x, values, m);
  const left = values.map((value, i) => value - fit.reduce((sum, b, k) => sum + b * at(x[i] ?? fit, k), 0));
  return [unit(fit), steepest(moments(x, left, m), m)];
}

/** (m, m) Σ w_i x_i x_iᵀ */
function moments(x: readonly Float64Array[], weights: Float64Array, m: number): Float64Array {
  const out = new Float64Array(m * m);
  for (const [i, row] of x.entries())
    for (let k = 0; k < m; k++)
      for (let l = 0; l < m; l++) out[k * m + l] = at(out, k * m + l) + at(weights, i) * at(row, k) * at(row, l);
  return out;
}

/** (m) Slopes of the values. */
function linearFit(x: readonly Float64Array[], values: Float64Array, m: number): Float64Array {
  const A = moments(x, new Float64Array(x.length).fill(1), m);
  for (let k = 0; k < m; k++) A[k * m + k] = at(A, k * m + k) + (shrinkage * x.length) / 12;
  const slopes = new Float64Array(m);
  for (const [i, row] of x.entries())
    for (let k = 0; k < m; k++) slopes[k] = at(slopes, k) + at(values, i) * at(row, k);
  const L = kernels.cholesky(A, m);
  if (!L) return slopes;
  solveLower(L, m, m, slopes);
  solveUpper(L, m, m, slopes);
  return slopes;
}

/** Eigenvector of the largest eigenvalue of A (m, m), symmetric: power iteration, shifted so that no negative one is larger. */
function steepest(A: Float64Array, m: number): Float64Array {
  const shift = A.reduce((most, a) => Math.max(most, Math.abs(a)), 0) * m;
  let v = unit(Float64Array.from({ length: m }, (_, k) => 1 + 0.1 * Math.sin(7 * k + 1)));
  for (let round = 0; round < rounds; round++) {
    const next = new Float64Array(m);
    for (let k = 0; k < m; k++) {
      let turned = 0;
      for (let l = 0; l < m; l++) turned += at(A, k * m + l) * at(v, l);
      next[k] = shift * at(v, k) + turned;
    }
    v = unit(next);
  }
  return v;
}

/** Length 1; where there is no slope at all, the diagonal. */
function unit(v: Float64Array): Float64Array {
  const size = Math.hypot(...v);
  return size > 0 ? v.map((x) => x / size) : v.map(() => 1 / Math.sqrt(v.length));
}
