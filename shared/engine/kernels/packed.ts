// The packed inverse factor: lower triangle W with K⁻¹ = WᵀW, four rows at a time, so that it is half a square and grows at its end.
import { at } from './at.ts';
import { dotTile, tile } from './tile.ts';

/** Rows 4I … 4I + 3 have 4(I + 1) numbers each, zero right of the diagonal and in rows that do not exist; the groups follow one another. */
const groupStart = (group: number): number => 8 * group * (group + 1);

/** Numbers of the packed factor of n rows. */
export const packedLength = (n: number): number => groupStart((n + 3) >> 2);

/** Where row i begins. */
const rowStart = (i: number): number => groupStart(i >> 2) + (i & 3) * ((i | 3) + 1);

/** W out of U = Wᵀ, the upper triangle of a matrix (ld, ld). */
export function pack(U: Float64Array, n: number, ld: number): Float64Array {
  const W = new Float64Array(packedLength(n));
  for (let i = 0; i < n; i++) {
    const start = rowStart(i);
    for (let j = 0; j <= i; j++) W[start + j] = at(U, j * ld + i);
  }
  return W;
}

/** The lower triangle (n, n) of a matrix (…, ld), zero above. */
export function unpadded(L: Float64Array, n: number, ld: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) out.set(L.subarray(i * ld, i * ld + i + 1), i * n);
  return out;
}

/** w ← K⁻¹·k over the first n rows: v = W·k, then Wᵀ·v, row by row. Returns |v|² = kᵀK⁻¹k. */
export function applyInverse(W: Float64Array, n: number, k: Float64Array, w: Float64Array): number {
  w.fill(0);
  let total = 0;
  for (let i = 0; i < n; i++) {
    const start = rowStart(i);
    // Four sums at once: a single one would wait for each addition. Numbers right of the diagonal are zero.
    let s = 0;
    let t = 0;
    let u = 0;
    let x = 0;
    for (let j = 0; j <= i; j += 4) {
      s += at(W, start + j) * at(k, j);
      t += at(W, start + j + 1) * at(k, j + 1);
      u += at(W, start + j + 2) * at(k, j + 2);
      x += at(W, start + j + 3) * at(k, j + 3);
    }
    const v = s + t + (u + x);
    total += v * v;
    for (let j = 0; j <= i; j++) w[j] = at(w, j) + v * at(W, start + j);
  }
  return total;
}

/** Row i of W, still zero: with w = K⁻¹·k of the rows before it, (−w, 1) divided by the root of what is left of the diagonal. */
export function appendRow(W: Float64Array, i: number, w: Float64Array, left: number): void {
  const start = rowStart(i);
  const pivot = 1 / Math.sqrt(left);
  for (let j = 0; j < i; j++) W[start + j] = -pivot * at(w, j);
  W[start + i] = pivot;
}

/** out_c += Σ_i (W·k_c)_i² for four rows k_c of `block` (ld each) from offset on. */
export function explainFour(
  W: Float64Array,
  ld: number,
  block: Float64Array,
  offset: number,
  out: Float64Array,
  c: number,
): void {
  for (let group = 0; 4 * group < ld; group++) {
    const width = 4 * (group + 1);
    dotTile(block, offset, ld, W, groupStart(group), width, 0, width);
    for (let r = 0; r < 4 && c + r < out.length; r++) {
      for (let i = 0; i < 4; i++) out[c + r] = at(out, c + r) + at(tile, 4 * r + i) ** 2;
    }
  }
}
