// Contractions with coordinate differences: what turns covariance slopes into gradients.
import { at } from './at.ts';
import { type Inputs, padded } from './covariance.ts';

const tiny = 1e-300;

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
 * (Rasmussen & Williams 2006, eq. 5.9). `inverse` holds the lower triangle of K⁻¹; that of `slope` (H) is
 * overwritten by the products.
 */
export function contractMatrix(
  inputs: Inputs,
  alpha: Float64Array,
  inverse: Float64Array,
  slope: Float64Array,
  out: Float64Array,
): void {
  const { n, numeric, coded, rows } = inputs;
  const width = numeric + coded;
  const ld = padded(n);
  out.fill(0);
  for (let i = 1; i < n; i++) {
    const own = at(alpha, i);
    for (let j = 0; j < i; j++) {
      slope[i * ld + j] = (own * at(alpha, j) - at(inverse, i * ld + j)) * at(slope, i * ld + j);
    }
    contractNumeric(rows, width, numeric, i, slope, i * ld, out);
    if (coded > 0) contractCoded(inputs, i, slope, i * ld, out);
  }
}

/** Row i against the rows before it, four at once: out_k is read and written once for the four. */
function contractNumeric(
  rows: Float64Array,
  width: number,
  numeric: number,
  i: number,
  weight: Float64Array,
  start: number,
  out: Float64Array,
): void {
  const a = i * width;
  let j = 0;
  for (; j + 3 < i; j += 4) {
    const b = j * width;
    const b1 = b + width;
    const b2 = b1 + width;
    const b3 = b2 + width;
    const s = at(weight, start + j);
    const t = at(weight, start + j + 1);
    const u = at(weight, start + j + 2);
    const v = at(weight, start + j + 3);
    for (let k = 0; k < numeric; k++) {
      const c = at(rows, a + k);
      const p = c - at(rows, b + k);
      const q = c - at(rows, b1 + k);
      const r = c - at(rows, b2 + k);
      const w = c - at(rows, b3 + k);
      out[k] = at(out, k) + (s * p * p + t * q * q) + (u * r * r + v * w * w);
    }
  }
  for (; j < i; j++) {
    const s = at(weight, start + j);
    for (let k = 0; k < numeric; k++) out[k] = at(out, k) + s * (at(rows, a + k) - at(rows, j * width + k)) ** 2;
  }
}

/** Category columns of row i: Δ² is the column's weight where the codes differ. */
function contractCoded(inputs: Inputs, i: number, weight: Float64Array, start: number, out: Float64Array): void {
  const { numeric, coded, rows, weights } = inputs;
  const width = numeric + coded;
  for (let k = numeric; k < width; k++) {
    const code = at(rows, i * width + k);
    let sum = 0;
    for (let j = 0; j < i; j++) if (at(rows, j * width + k) !== code) sum += at(weight, start + j);
    out[k] = at(out, k) + sum * at(weights, k - numeric);
  }
}
