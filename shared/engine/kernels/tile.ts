// Register tiles: the innermost loops that factorization, inversion and blocked solves share.
import { at } from './at.ts';

/** Sixteen sums of the last tile, row by row. Scratch of this module's callers: written and read within one step, never kept. */
export const tile = new Float64Array(16);

/** tile[4r + c + shift] = Σ_{k0≤k<k1} A[row r of 4]·B[row c of 2]: eight sums stay in registers, each loaded number is used 2 to 4 times. */
function dot4x2(
  A: Float64Array,
  a: number,
  strideA: number,
  B: Float64Array,
  b: number,
  strideB: number,
  k0: number,
  k1: number,
  shift: number,
): void {
  let s00 = 0;
  let s01 = 0;
  let s10 = 0;
  let s11 = 0;
  let s20 = 0;
  let s21 = 0;
  let s30 = 0;
  let s31 = 0;
  const a1 = a + strideA;
  const a2 = a1 + strideA;
  const a3 = a2 + strideA;
  const b1 = b + strideB;
  for (let k = k0; k < k1; k++) {
    const x = at(B, b + k);
    const y = at(B, b1 + k);
    const p = at(A, a + k);
    s00 += p * x;
    s01 += p * y;
    const q = at(A, a1 + k);
    s10 += q * x;
    s11 += q * y;
    const r = at(A, a2 + k);
    s20 += r * x;
    s21 += r * y;
    const s = at(A, a3 + k);
    s30 += s * x;
    s31 += s * y;
  }
  tile[shift] = s00;
  tile[shift + 1] = s01;
  tile[shift + 4] = s10;
  tile[shift + 5] = s11;
  tile[shift + 8] = s20;
  tile[shift + 9] = s21;
  tile[shift + 12] = s30;
  tile[shift + 13] = s31;
}

/** tile = (4 rows of A from offset a)·(4 rows of B from offset b)ᵀ over columns k0 … k1 − 1; rows of A lie strideA apart, of B strideB. */
export function dotTile(
  A: Float64Array,
  a: number,
  strideA: number,
  B: Float64Array,
  b: number,
  strideB: number,
  k0: number,
  k1: number,
): void {
  dot4x2(A, a, strideA, B, b, strideB, k0, k1, 0);
  dot4x2(A, a, strideA, B, b + 2 * strideB, strideB, k0, k1, 2);
}

/** M[o … o+3] ← (M[o … o+3] − tile row)·L_JJ⁻ᵀ, where L_JJ is the 4×4 lower triangle of L whose corner lies at offset `corner`. */
export function substitute(L: Float64Array, corner: number, ld: number, M: Float64Array, o: number, row: number): void {
  const c1 = corner + ld;
  const c2 = c1 + ld;
  const c3 = c2 + ld;
  const x0 = (at(M, o) - at(tile, row)) / at(L, corner);
  const x1 = (at(M, o + 1) - at(tile, row + 1) - at(L, c1) * x0) / at(L, c1 + 1);
  const x2 = (at(M, o + 2) - at(tile, row + 2) - at(L, c2) * x0 - at(L, c2 + 1) * x1) / at(L, c2 + 2);
  const last = at(M, o + 3) - at(tile, row + 3) - at(L, c3) * x0 - at(L, c3 + 1) * x1 - at(L, c3 + 2) * x2;
  M[o] = x0;
  M[o + 1] = x1;
  M[o + 2] = x2;
  M[o + 3] = last / at(L, c3 + 3);
}
