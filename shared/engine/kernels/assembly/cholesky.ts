// Cholesky factorization in place and the inverse of its triangle, tile by tile. Matrices (ld, ld) of doubles, ld a multiple of 4.
import { dot4x4, invertTile, substitute, tile } from './tile';

/** Rows handled together, so that the four rows they meet stay in the first-level cache. */
const group: i32 = 32;

/** The lower triangle of A becomes L with A = L·Lᵀ; false when a pivot is not positive, and A is spoiled then. */
export function cholesky(A: usize, ld: i32): bool {
  const stride = (ld as usize) << 3;
  for (let first = 0; first < ld; first += group) {
    const end = min(first + group, ld);
    for (let J = 0; J < end; J += 4) {
      const rowJ = A + (J as usize) * stride;
      const columnJ = (J as usize) << 3;
      if (J >= first) {
        dot4x4(rowJ, rowJ, stride, columnJ);
        if (!factorTile(rowJ + columnJ, stride)) return false;
      }
      invertTile(rowJ + columnJ, stride);
      for (let I = max(first, J + 4); I < end; I += 4) {
        const rowI = A + (I as usize) * stride;
        dot4x4(rowI, rowJ, stride, columnJ);
        substitute(rowI + columnJ, stride);
      }
    }
  }
  return true;
}

/** The 4×4 tile on the diagonal, by the textbook loop. */
function factorTile(corner: usize, stride: usize): bool {
  for (let r: usize = 0; r < 4; r++) {
    const R = corner + r * stride;
    for (let c: usize = 0; c <= r; c++) {
      const C = corner + c * stride;
      let sum = load<f64>(R + (c << 3)) - load<f64>(tile + (((r << 2) + c) << 3));
      for (let k: usize = 0; k < c; k++) sum -= load<f64>(R + (k << 3)) * load<f64>(C + (k << 3));
      if (r > c) store<f64>(R + (c << 3), sum / load<f64>(C + (c << 3)));
      else if (sum > 0) store<f64>(R + (c << 3), sqrt<f64>(sum));
      else return false;
    }
  }
  return true;
}

/** U ← L⁻ᵀ (upper triangle, with zeros in the lower half of its diagonal tiles): row i solves L·x = e_i. */
export function invertTriangle(L: usize, ld: i32, U: usize): void {
  const stride = (ld as usize) << 3;
  for (let first = 0; first < ld; first += group) {
    const end = min(first + group, ld);
    for (let J = first; J < ld; J += 4) {
      const rowJ = L + (J as usize) * stride;
      const columnJ = (J as usize) << 3;
      const last = min(end, J + 4);
      invertTile(rowJ + columnJ, stride);
      for (let I = first; I < last; I += 4) {
        const rowI = U + (I as usize) * stride;
        const columnI = (I as usize) << 3;
        dot4x4(rowI + columnI, rowJ + columnI, stride, columnJ - columnI);
        unitTile(rowI + columnJ, stride, I === J);
        substitute(rowI + columnJ, stride);
      }
    }
  }
}

/** A 4×4 tile of zeros, or of the identity. */
function unitTile(corner: usize, stride: usize, identity: bool): void {
  const zero = f64x2.splat(0.0);
  for (let r: usize = 0; r < 4; r++) {
    const row = corner + r * stride;
    v128.store(row, zero);
    v128.store(row, zero, 16);
    if (identity) store<f64>(row + (r << 3), 1.0);
  }
}

/** The lower triangle of `out` ← U·Uᵀ = (L·Lᵀ)⁻¹. */
export function squareTriangle(U: usize, ld: i32, out: usize): void {
  const stride = (ld as usize) << 3;
  for (let first = 0; first < ld; first += group) {
    const end = min(first + group, ld);
    for (let J = 0; J < end; J += 4) {
      const rowJ = U + (J as usize) * stride;
      for (let I = max(first, J); I < end; I += 4) {
        const columnI = (I as usize) << 3;
        dot4x4(U + (I as usize) * stride + columnI, rowJ + columnI, stride, stride - columnI);
        copyTile(out + (I as usize) * stride + ((J as usize) << 3), stride);
      }
    }
  }
}

function copyTile(corner: usize, stride: usize): void {
  for (let t = tile; t < tile + 128; t += 32) {
    v128.store(corner, v128.load(t));
    v128.store(corner, v128.load(t, 16), 16);
    corner += stride;
  }
}
