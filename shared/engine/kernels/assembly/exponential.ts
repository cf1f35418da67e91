// e^x of two numbers at once, for x ≤ 0: what covariances are made of.

/**
 * x = k·ln 2 + r with |r| ≤ ½ ln 2 (ln 2 in two parts, Cody & Waite 1980), e^r by its series to r¹¹ (error below 2⁻⁵³), k into the exponent bits.
 * Below −700 it is 0: nothing that small survives an addition. NaN stays NaN.
 */
export function exponential(x: v128): v128 {
  // Adding 1.5·2⁵² leaves the nearest integer in the low bits of the sum.
  const shift = f64x2.splat(6755399441055744.0);
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(Math.LOG2E)), shift);
  const k = f64x2.sub(shifted, shift);
  const high = f64x2.sub(x, f64x2.mul(k, f64x2.splat(0.6931471803691238)));
  const r = f64x2.sub(high, f64x2.mul(k, f64x2.splat(1.9082149292705877e-10)));
  const power = i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52);
  const kept = f64x2.mul(series(r), power);
  return v128.andnot(kept, f64x2.lt(x, f64x2.splat(-700.0)));
}

/** Σ r^i / i!, i ≤ 11, in pairs of terms (Estrin), because a chain of eleven steps would wait for each one. */
function series(r: v128): v128 {
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const r8 = f64x2.mul(r4, r4);
  const a = pair(1.0, 1.0, r);
  const b = pair(1.0 / 2.0, 1.0 / 6.0, r);
  const c = pair(1.0 / 24.0, 1.0 / 120.0, r);
  const d = pair(1.0 / 720.0, 1.0 / 5040.0, r);
  const e = pair(1.0 / 40320.0, 1.0 / 362880.0, r);
  const f = pair(1.0 / 3628800.0, 1.0 / 39916800.0, r);
  const low = f64x2.add(f64x2.add(a, f64x2.mul(b, r2)), f64x2.mul(f64x2.add(c, f64x2.mul(d, r2)), r4));
  return f64x2.add(low, f64x2.mul(f64x2.add(e, f64x2.mul(f, r2)), r8));
}

function pair(constant: f64, linear: f64, r: v128): v128 {
  return f64x2.add(f64x2.splat(constant), f64x2.mul(f64x2.splat(linear), r));
}
