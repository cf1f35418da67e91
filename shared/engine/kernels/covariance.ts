// Matérn-5/2 covariances with one lengthscale per column: the matrix of the data, the block against candidates, one row with its slope.
import { at } from './at.ts';

/**
 * Points as the kernel sees them: first `numeric` coordinates divided by their lengthscales, then `coded` categories as integer codes, whose
 * squared distance is 0 when equal and weights[k] = 1/ℓ_k² when not (a Hamming distance; −1 codes "inactive").
 */
export type Inputs = {
  readonly n: number;
  readonly numeric: number;
  readonly coded: number;
  /** Shape (n, numeric + coded), row-major. */
  readonly rows: Float64Array;
  /** Shape (coded). */
  readonly weights: Float64Array;
};

const sqrt5 = Math.sqrt(5);

/** Correlation of values at the distance `r` (in lengthscales): Rasmussen & Williams 2006, eq. 4.17. */
export const correlation = (r: number): number => Math.exp(-sqrt5 * r) * (1 + sqrt5 * r + (5 / 3) * r * r);

/** Next multiple of 4: matrices are stored with that many rows and columns, so that the tiles of the factorization need no edges. */
export const padded = (n: number): number => (n + 3) & ~3;

/**
 * out[start + j] ← squared distance of the point at x[offset …] to row j of the data, for j < count. Four rows at once: each coordinate of the point is loaded
 * once for all of them, and their sums do not wait for one another.
 */
function squaredDistances(
  { numeric, coded, rows, weights }: Inputs,
  x: Float64Array,
  offset: number,
  count: number,
  out: Float64Array,
  start: number,
): void {
  const width = numeric + coded;
  let j = 0;
  for (; j + 3 < count; j += 4) {
    const b = j * width;
    const b1 = b + width;
    const b2 = b1 + width;
    const b3 = b2 + width;
    let s = 0;
    let t = 0;
    let u = 0;
    let v = 0;
    for (let k = 0; k < numeric; k++) {
      const c = at(x, offset + k);
      const p = c - at(rows, b + k);
      s += p * p;
      const q = c - at(rows, b1 + k);
      t += q * q;
      const r = c - at(rows, b2 + k);
      u += r * r;
      const w = c - at(rows, b3 + k);
      v += w * w;
    }
    out[start + j] = s;
    out[start + j + 1] = t;
    out[start + j + 2] = u;
    out[start + j + 3] = v;
  }
  for (; j < count; j++) {
    let s = 0;
    for (let k = 0; k < numeric; k++) s += (at(x, offset + k) - at(rows, j * width + k)) ** 2;
    out[start + j] = s;
  }
  for (let k = numeric; k < width; k++) {
    const [code, weight] = [at(x, offset + k), at(weights, k - numeric)];
    for (let i = 0; i < count; i++) {
      if (at(rows, i * width + k) !== code) out[start + i] = at(out, start + i) + weight;
    }
  }
}

/** In place, for count entries from `start`: squared distances r² become covariances signal·(1 + s + s²/3)·e^(−s), s = √5·r. */
function covariances(signal: number, out: Float64Array, start: number, count: number): void {
  for (let j = start; j < start + count; j++) {
    const r2 = at(out, j);
    const s = sqrt5 * Math.sqrt(r2);
    out[j] = signal * Math.exp(-s) * (1 + s + (5 / 3) * r2);
  }
}

/** As `covariances`, and the slope factors signal·(5/3)(1 + s)e^(−s) at the same places of `slope`. */
function slopedCovariances(signal: number, out: Float64Array, slope: Float64Array, start: number, count: number): void {
  for (let j = start; j < start + count; j++) {
    const r2 = at(out, j);
    const s = sqrt5 * Math.sqrt(r2);
    const e = signal * Math.exp(-s);
    out[j] = e * (1 + s + (5 / 3) * r2);
    slope[j] = (5 / 3) * e * (1 + s);
  }
}

/**
 * Lower triangle of K = signal·(1 + s + s²/3)·e^(−s) with s = √5·r (Rasmussen & Williams 2006, eq. 4.17), plus `noise` (n) on the diagonal; shape
 * (ld, ld) with ld = padded(n), identity in the padding. With `slope`, also H = signal·(5/3)(1 + s)e^(−s): ∂K_ij/∂ln ℓ_k = H_ij·Δ_ijk².
 */
export function covarianceMatrix(
  inputs: Inputs,
  signal: number,
  noise: Float64Array,
  K: Float64Array,
  slope: Float64Array | null,
): void {
  const { n, rows } = inputs;
  const width = inputs.numeric + inputs.coded;
  const ld = padded(n);
  for (let i = 0; i < n; i++) {
    squaredDistances(inputs, rows, i * width, i, K, i * ld);
    if (slope) slopedCovariances(signal, K, slope, i * ld, i);
    else covariances(signal, K, i * ld, i);
    K[i * ld + i] = signal + at(noise, i);
  }
  padWithIdentity(K, n, ld);
}

/** Rows and columns n … ld − 1 of the lower triangle become those of the identity. */
export function padWithIdentity(K: Float64Array, n: number, ld: number): void {
  for (let i = n; i < ld; i++) {
    K.fill(0, i * ld, i * ld + i);
    K[i * ld + i] = 1;
  }
}

/** Covariances of m candidates (shape (m, width), as `inputs.rows`) with the data: out (m, ld), zero in the padding. */
export function crossCovariance(
  inputs: Inputs,
  signal: number,
  candidates: Float64Array,
  m: number,
  out: Float64Array,
): void {
  const width = inputs.numeric + inputs.coded;
  const ld = padded(inputs.n);
  for (let c = 0; c < m; c++) {
    squaredDistances(inputs, candidates, c * width, inputs.n, out, c * ld);
    covariances(signal, out, c * ld, inputs.n);
    out.fill(0, c * ld + inputs.n, c * ld + ld);
  }
}

/** Covariances of one candidate with the data, and their slope factors: ∂k_i/∂x_k = −slope_i·(x − x_i)_k in scaled numeric coordinates. */
export function covarianceRow(
  inputs: Inputs,
  signal: number,
  x: Float64Array,
  k: Float64Array,
  slope: Float64Array,
): void {
  squaredDistances(inputs, x, 0, inputs.n, k, 0);
  slopedCovariances(signal, k, slope, 0, inputs.n);
  k.fill(0, inputs.n, padded(inputs.n));
}
