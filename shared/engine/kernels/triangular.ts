// Solves with a lower triangle L (ld, ld): one right-hand side, many at once, and the rows that extend a factor.
import { at } from './at.ts';
import { dotTile, substitute } from './tile.ts';

const group = 32;

/** x ← L⁻¹·x over the first n entries. */
export function solveLower(L: Float64Array, n: number, ld: number, x: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const row = i * ld;
    // Four sums at once: a single one would wait for each addition.
    let s = 0;
    let t = 0;
    let u = 0;
    let v = 0;
    let k = 0;
    for (; k + 3 < i; k += 4) {
      s += at(L, row + k) * at(x, k);
      t += at(L, row + k + 1) * at(x, k + 1);
      u += at(L, row + k + 2) * at(x, k + 2);
      v += at(L, row + k + 3) * at(x, k + 3);
    }
    for (; k < i; k++) s += at(L, row + k) * at(x, k);
    x[i] = (at(x, i) - (s + t + u + v)) / at(L, row + i);
  }
}

/** x ← L⁻ᵀ·x over the first n entries. */
export function solveUpper(L: Float64Array, n: number, ld: number, x: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    const row = i * ld;
    const value = at(x, i) / at(L, row + i);
    x[i] = value;
    for (let k = 0; k < i; k++) x[k] = at(x, k) - value * at(L, row + k);
  }
}

/** Each of the m rows of B (m, ld), m a multiple of 4, becomes L⁻¹ times itself. */
export function solveLowerRows(L: Float64Array, ld: number, B: Float64Array, m: number): void {
  for (let first = 0; first < m; first += group) {
    const end = Math.min(first + group, m);
    for (let J = 0; J < ld; J += 4) {
      for (let I = first; I < end; I += 4) {
        dotTile(B, I * ld, L, J * ld, ld, 0, J);
        for (let r = 0; r < 4; r++) substitute(L, J * ld + J, ld, B, (I + r) * ld + J, 4 * r);
      }
    }
  }
}

/**
 * Row i of L out of row i of K, when rows 0 … i − 1 are factored: the covariances in L[i·ld …] become L⁻¹ of them, the diagonal
 * entry the root of what is left, and at least the root of `floor` where rounding has eaten it.
 */
export function extendRow(L: Float64Array, i: number, ld: number, floor: number): void {
  const row = L.subarray(i * ld, i * ld + i);
  const diagonal = at(L, i * ld + i);
  solveLower(L, i, ld, row);
  let rest = diagonal;
  for (let k = 0; k < i; k++) rest -= at(row, k) * at(row, k);
  L[i * ld + i] = Math.sqrt(Math.max(rest, floor));
}
