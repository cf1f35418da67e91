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
const tiny = 1e-300;

/** Next multiple of 4: matrices are stored with that many rows and columns, so that the tiles of the factorization need no edges. */
export const padded = (n: number): number => (n + 3) & ~3;

function squaredDistance(a: Float64Array, i: number, b: Float64Array, j: number, inputs: Inputs): number {
  const { numeric, coded, weights } = inputs;
  let sum = 0;
  for (let k = 0; k < numeric; k++) {
    const difference = at(a, i + k) - at(b, j + k);
    sum += difference * difference;
  }
  for (let k = 0; k < coded; k++) {
    if (at(a, i + numeric + k) !== at(b, j + numeric + k)) sum += at(weights, k);
  }
  return sum;
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
    for (let j = 0; j < i; j++) {
      const r2 = squaredDistance(rows, i * width, rows, j * width, inputs);
      const s = sqrt5 * Math.sqrt(r2);
      const e = signal * Math.exp(-s);
      K[i * ld + j] = e * (1 + s + (5 / 3) * r2);
      if (slope) slope[i * ld + j] = (5 / 3) * e * (1 + s);
    }
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
  const { n, rows } = inputs;
  const width = inputs.numeric + inputs.coded;
  const ld = padded(n);
  for (let c = 0; c < m; c++) {
    for (let i = 0; i < n; i++) {
      const r2 = squaredDistance(candidates, c * width, rows, i * width, inputs);
      const s = sqrt5 * Math.sqrt(r2);
      out[c * ld + i] = signal * Math.exp(-s) * (1 + s + (5 / 3) * r2);
    }
    out.fill(0, c * ld + n, c * ld + ld);
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
  const { n, rows } = inputs;
  const width = inputs.numeric + inputs.coded;
  for (let i = 0; i < n; i++) {
    const r2 = squaredDistance(x, 0, rows, i * width, inputs);
    const s = sqrt5 * Math.sqrt(r2);
    const e = signal * Math.exp(-s);
    k[i] = e * (1 + s + (5 / 3) * r2);
    slope[i] = (5 / 3) * e * (1 + s);
  }
  k.fill(0, n, padded(n));
}

/** out_k = Σ_i factor_i·(x − x_i)_k over the numeric columns k: the contraction behind gradients of mean and variance. */
export function contractRow(inputs: Inputs, x: Float64Array, factor: Float64Array, out: Float64Array): void {
  const { n, numeric, coded, rows } = inputs;
  const width = numeric + coded;
  out.fill(0);
  for (let i = 0; i < n; i++) {
    const f = at(factor, i);
    if (Math.abs(f) < tiny) continue;
    for (let k = 0; k < numeric; k++) out[k] = at(out, k) + f * (at(x, k) - at(rows, i * width + k));
  }
}

/**
 * out_k = Σ_{i>j} (α_i α_j − K⁻¹_ij) H_ij Δ_ijk², shape (numeric + coded): minus the slope of the negative log likelihood in ln ℓ_k
 * (Rasmussen & Williams 2006, eq. 5.9). `inverse` holds the lower triangle of K⁻¹.
 */
export function contractMatrix(
  inputs: Inputs,
  alpha: Float64Array,
  inverse: Float64Array,
  slope: Float64Array,
  out: Float64Array,
): void {
  const { n, numeric, coded, rows, weights } = inputs;
  const width = numeric + coded;
  const ld = padded(n);
  out.fill(0);
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const w = (at(alpha, i) * at(alpha, j) - at(inverse, i * ld + j)) * at(slope, i * ld + j);
      for (let k = 0; k < numeric; k++) {
        const difference = at(rows, i * width + k) - at(rows, j * width + k);
        out[k] = at(out, k) + w * difference * difference;
      }
      for (let k = numeric; k < width; k++) {
        if (at(rows, i * width + k) !== at(rows, j * width + k)) out[k] = at(out, k) + w * at(weights, k - numeric);
      }
    }
  }
}
