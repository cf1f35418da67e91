// Solves with a lower triangle L (ld, ld) and with its transpose, for one right-hand side.
import { at } from './at.ts';

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
