// Matérn-5/2 covariances of one point with the data, two at a time (Rasmussen & Williams 2006, eq. 4.17).
import { exponential } from './exponential';

/**
 * Where the data lies: `columns` holds (numeric + coded) columns of `stride` bytes, one entry a row, zero in the padding; `weights` (coded) is what
 * two different codes add to the squared distance.
 */

/** Squared distances r² of a point, whose coordinates lie `step` bytes apart from `x` on, to rows j and j + 1 at byte `j8` of each column. */
function squaredDistances(
  columns: usize,
  stride: usize,
  numeric: i32,
  coded: i32,
  weights: usize,
  x: usize,
  step: usize,
  j8: usize,
): v128 {
  let column = columns + j8;
  let sum = f64x2.splat(0.0);
  for (let k = 0; k < numeric; k++) {
    const difference = f64x2.sub(v128.load64_splat(x), v128.load(column));
    sum = f64x2.add(sum, f64x2.mul(difference, difference));
    column += stride;
    x += step;
  }
  for (let k = 0; k < coded; k++) {
    const differs = f64x2.ne(v128.load64_splat(x), v128.load(column));
    sum = f64x2.add(sum, v128.and(differs, v128.load64_splat(weights + ((k as usize) << 3))));
    column += stride;
    x += step;
  }
  return sum;
}

/** out[j] ← signal·(1 + s + s²/3)·e^(−s), s = √5·r, for j < count, rounded up to an even number. */
export function covarianceRow(
  columns: usize,
  stride: usize,
  numeric: i32,
  coded: i32,
  weights: usize,
  x: usize,
  step: usize,
  count: i32,
  signal: f64,
  out: usize,
): void {
  const end = (count as usize) << 3;
  for (let j: usize = 0; j < end; j += 16) {
    const r2 = squaredDistances(columns, stride, numeric, coded, weights, x, step, j);
    const s = f64x2.sqrt(f64x2.mul(f64x2.splat(5.0), r2));
    const e = f64x2.mul(f64x2.splat(signal), exponential(f64x2.neg(s)));
    const shape = f64x2.add(f64x2.add(f64x2.splat(1.0), s), f64x2.mul(f64x2.splat(5.0 / 3.0), r2));
    v128.store(out + j, f64x2.mul(e, shape));
  }
}

/** As `covarianceRow`, and slope[j] ← signal·(5/3)(1 + s)e^(−s), with which ∂K/∂ln ℓ_k = slope·Δ_k². */
export function slopedCovarianceRow(
  columns: usize,
  stride: usize,
  numeric: i32,
  coded: i32,
  weights: usize,
  x: usize,
  step: usize,
  count: i32,
  signal: f64,
  out: usize,
  slope: usize,
): void {
  const end = (count as usize) << 3;
  for (let j: usize = 0; j < end; j += 16) {
    const r2 = squaredDistances(columns, stride, numeric, coded, weights, x, step, j);
    const s = f64x2.sqrt(f64x2.mul(f64x2.splat(5.0), r2));
    const e = f64x2.mul(f64x2.splat(signal), exponential(f64x2.neg(s)));
    const linear = f64x2.add(f64x2.splat(1.0), s);
    v128.store(out + j, f64x2.mul(e, f64x2.add(linear, f64x2.mul(f64x2.splat(5.0 / 3.0), r2))));
    v128.store(slope + j, f64x2.mul(f64x2.mul(f64x2.splat(5.0 / 3.0), e), linear));
  }
}
