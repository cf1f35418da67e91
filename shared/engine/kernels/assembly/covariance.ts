// Matérn-5/2 covariances of one point with the data, two at a time (Rasmussen & Williams 2006, eq. 4.17).
import { exponential } from './exponential';

/**
 * out[j] ← squared distance r² of a point, whose coordinates lie `step` bytes apart from `x` on, to row j < count, rounded up to a multiple of 4. The
 * data: `columns` holds (numeric + coded) columns of `stride` bytes, a multiple of 32, and `weights` (coded) what two different codes add. Eight
 * rows at once: each coordinate of the point is loaded once for all of them, and their sums do not wait for one another.
 */
function squaredDistances(
  columns: usize,
  stride: usize,
  numeric: i32,
  coded: i32,
  weights: usize,
  x: usize,
  step: usize,
  count: i32,
  out: usize,
): void {
  const end = (((count + 3) & ~3) as usize) << 3;
  let j: usize = 0;
  for (; j + 64 <= end; j += 64) eightDistances(columns + j, stride, numeric, x, step, out + j);
  if (j < end) fourDistances(columns + j, stride, numeric, x, step, out + j);
  columns += (numeric as usize) * stride;
  x += (numeric as usize) * step;
  for (let k = 0; k < coded; k++) {
    const code = v128.load64_splat(x);
    const weight = v128.load64_splat(weights + ((k as usize) << 3));
    for (j = 0; j < end; j += 16) {
      const differs = f64x2.ne(code, v128.load(columns + j));
      v128.store(out + j, f64x2.add(v128.load(out + j), v128.and(differs, weight)));
    }
    columns += stride;
    x += step;
  }
}

function eightDistances(column: usize, stride: usize, numeric: i32, x: usize, step: usize, out: usize): void {
  let a = f64x2.splat(0.0);
  let b = a;
  let c = a;
  let d = a;
  for (let k = 0; k < numeric; k++) {
    const own = v128.load64_splat(x);
    const p = f64x2.sub(own, v128.load(column));
    const q = f64x2.sub(own, v128.load(column, 16));
    const r = f64x2.sub(own, v128.load(column, 32));
    const s = f64x2.sub(own, v128.load(column, 48));
    a = f64x2.add(a, f64x2.mul(p, p));
    b = f64x2.add(b, f64x2.mul(q, q));
    c = f64x2.add(c, f64x2.mul(r, r));
    d = f64x2.add(d, f64x2.mul(s, s));
    column += stride;
    x += step;
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
  v128.store(out, d, 48);
}

function fourDistances(column: usize, stride: usize, numeric: i32, x: usize, step: usize, out: usize): void {
  let a = f64x2.splat(0.0);
  let b = a;
  for (let k = 0; k < numeric; k++) {
    const own = v128.load64_splat(x);
    const p = f64x2.sub(own, v128.load(column));
    const q = f64x2.sub(own, v128.load(column, 16));
    a = f64x2.add(a, f64x2.mul(p, p));
    b = f64x2.add(b, f64x2.mul(q, q));
    column += stride;
    x += step;
  }
  v128.store(out, a);
  v128.store(out, b, 16);
}

/** out[j] ← signal·(1 + s + s²/3)·e^(−s), s = √5·r, for j < count, rounded up to a multiple of 4. */
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
  squaredDistances(columns, stride, numeric, coded, weights, x, step, count, out);
  const end = (count as usize) << 3;
  for (let j: usize = 0; j < end; j += 16) {
    const r2 = v128.load(out + j);
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
  squaredDistances(columns, stride, numeric, coded, weights, x, step, count, out);
  const end = (count as usize) << 3;
  for (let j: usize = 0; j < end; j += 16) {
    const r2 = v128.load(out + j);
    const s = f64x2.sqrt(f64x2.mul(f64x2.splat(5.0), r2));
    const e = f64x2.mul(f64x2.splat(signal), exponential(f64x2.neg(s)));
    const linear = f64x2.add(f64x2.splat(1.0), s);
    v128.store(out + j, f64x2.mul(e, f64x2.add(linear, f64x2.mul(f64x2.splat(5.0 / 3.0), r2))));
    v128.store(slope + j, f64x2.mul(f64x2.mul(f64x2.splat(5.0 / 3.0), e), linear));
  }
}
