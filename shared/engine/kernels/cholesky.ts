// Cholesky factorization in place and the inverse that the likelihood's gradient needs, tile by tile.
import { at } from './at.ts';
import { dotTile, substitute, tile } from './tile.ts';

/** Rows handled together, so that the four rows of L they meet stay in the first-level cache. */
const group = 32;

/**
 * Lower triangle of A (ld, ld), ld a multiple of 4, becomes L with A = L·Lᵀ. False when a pivot is not positive; A is spoiled then.
 * Left-looking: each 4×4 tile subtracts the product of finished columns, then is solved against its diagonal tile.
 */
export function cholesky(A: Float64Array, ld: number): boolean {
  for (let first = 0; first < ld; first += group) {
    const end = Math.min(first + group, ld);
    for (let J = 0; J < end; J += 4) {
      for (let I = Math.max(first, J); I < end; I += 4) {
        dotTile(A, I * ld, ld, A, J * ld, ld, 0, J);
        if (I === J) {
          if (!factorTile(A, J * ld + J, ld)) return false;
        } else {
          for (let r = 0; r < 4; r++) substitute(A, J * ld + J, ld, A, (I + r) * ld + J, 4 * r);
        }
      }
    }
  }
  return true;
}

/** The 4×4 tile on the diagonal, by the textbook loop. */
function factorTile(A: Float64Array, corner: number, ld: number): boolean {
  for (let r = 0; r < 4; r++) {
    for (let c = 0; c <= r; c++) {
      let sum = at(A, corner + r * ld + c) - at(tile, 4 * r + c);
      for (let k = 0; k < c; k++) sum -= at(A, corner + r * ld + k) * at(A, corner + c * ld + k);
      if (r === c && !(sum > 0)) return false;
      A[corner + r * ld + c] = r === c ? Math.sqrt(sum) : sum / at(A, corner + c * ld + c);
    }
  }
  return true;
}

/** U (ld, ld) ← L⁻ᵀ (upper triangle), then the lower triangle of `inverse` (ld, ld) ← U·Uᵀ = (L·Lᵀ)⁻¹. */
export function invert(L: Float64Array, ld: number, U: Float64Array, inverse: Float64Array): void {
  invertTriangle(L, ld, U);
  for (let first = 0; first < ld; first += group) {
    const end = Math.min(first + group, ld);
    for (let J = 0; J < end; J += 4) {
      for (let I = Math.max(first, J); I < end; I += 4) {
        dotTile(U, I * ld, ld, U, J * ld, ld, I, ld);
        for (let r = 0; r < 4; r++) {
          for (let c = 0; c < 4; c++) inverse[(I + r) * ld + J + c] = at(tile, 4 * r + c);
        }
      }
    }
  }
}

/** U (ld, ld) ← L⁻ᵀ, the upper triangle: row i of U solves L·x = e_i; entries left of the diagonal tile are never read. */
export function invertTriangle(L: Float64Array, ld: number, U: Float64Array): void {
  for (let first = 0; first < ld; first += group) {
    const end = Math.min(first + group, ld);
    for (let J = first; J < ld; J += 4) {
      for (let I = first; I < end && I <= J; I += 4) {
        dotTile(U, I * ld, ld, L, J * ld, ld, I, J);
        for (let r = 0; r < 4; r++) {
          const o = (I + r) * ld + J;
          for (let c = 0; c < 4; c++) U[o + c] = I === J && r === c ? 1 : 0;
          substitute(L, J * ld + J, ld, U, o, 4 * r);
        }
      }
    }
  }
}
