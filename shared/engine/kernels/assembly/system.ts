// A factored system: made from data, extended by rows, solved for targets, and asked for its posterior.
import { cholesky, invertTriangle } from './cholesky';
import { covarianceRow, slopedCovarianceRow } from './covariance';
import { covarianceMatrix } from './likelihood';
import { applyInverse, groupStart, pack } from './packed';
import { dot4x2, tile } from './tile';

/** W ← the packed inverse factor of K + noise; false when it is not positive definite. K and U (ld, ld) are scratch. */
export function factor(
  columns: usize,
  n: i32,
  numeric: i32,
  coded: i32,
  weights: usize,
  signal: f64,
  noise: usize,
  K: usize,
  U: usize,
  W: usize,
): bool {
  const ld = (n + 3) & ~3;
  covarianceMatrix(columns, n, numeric, coded, weights, signal, noise, K, 0);
  if (!cholesky(K, ld)) return false;
  invertTriangle(K, ld, U);
  pack(U, n, ld, W);
  return true;
}

/** w ← K⁻¹·k over `groups` groups of four rows; returns kᵀK⁻¹k. */
export function apply(W: usize, groups: i32, k: usize, w: usize): f64 {
  return applyInverse(W, groups, k, 0, w);
}

/**
 * Rows `from` … n − 1 of W, zero so far, out of those before: with v = W·k and w = K⁻¹·k the new row is (−w, 1)/√(k₀ − |v|²). `noise` and
 * `least` (n − from) are what the diagonal adds and the smallest pivot, where rounding has eaten it. k and w (ld) are scratch.
 */
export function extend(
  columns: usize,
  from: i32,
  n: i32,
  numeric: i32,
  coded: i32,
  weights: usize,
  signal: f64,
  noise: usize,
  least: usize,
  W: usize,
  k: usize,
  w: usize,
): void {
  const stride = (((n + 3) & ~3) as usize) << 3;
  for (let i = from; i < n; i++) {
    const groups = (i + 3) >> 2;
    const end = (((i | 3) + 1) as usize) << 3;
    const i8 = (i as usize) << 3;
    covarianceRow(columns, stride, numeric, coded, weights, columns + i8, stride, i, signal, k);
    for (let j = i8; j < end; j += 8) store<f64>(k + j, 0.0);
    const explained = applyInverse(W, groups, k, 0, w);
    const pivot = 1.0 / sqrt<f64>(max(signal + load<f64>(noise) - explained, load<f64>(least)));
    const row = W + groupStart(i >> 2) + ((i & 3) as usize) * end;
    for (let j: usize = 0; j < i8; j += 8) store<f64>(row + j, -pivot * load<f64>(w + j));
    store<f64>(row + i8, pivot);
    noise += 8;
    least += 8;
  }
}

/**
 * means and explained (m each) at m points, rows (m, width), m a multiple of 4: k·alpha and |W·k|², 32 points at a time. `block` (min(m, 32), ld) is
 * scratch.
 */
export function posterior(
  columns: usize,
  n: i32,
  numeric: i32,
  coded: i32,
  weights: usize,
  signal: f64,
  W: usize,
  alpha: usize,
  points: usize,
  m: i32,
  block: usize,
  means: usize,
  explained: usize,
): void {
  const stride = (((n + 3) & ~3) as usize) << 3;
  const bytes = ((numeric + coded) as usize) << 3;
  for (let first = 0; first < m; first += 32) {
    const count = min(32, m - first);
    for (let c = 0; c < count; c++) {
      const k = block + (c as usize) * stride;
      covarianceRow(columns, stride, numeric, coded, weights, points, 8, n, signal, k);
      for (let j = (n as usize) << 3; j < stride; j += 8) store<f64>(k + j, 0.0);
      store<f64>(means, dot(k, alpha, stride));
      points += bytes;
      means += 8;
    }
    explain(W, (n + 3) >> 2, block, stride, count, explained);
    explained += (count as usize) << 3;
  }
}

function dot(a: usize, b: usize, bytes: usize): f64 {
  let even = f64x2.splat(0.0);
  let odd = even;
  for (let j: usize = 0; j < bytes; j += 32) {
    even = f64x2.add(even, f64x2.mul(v128.load(a + j), v128.load(b + j)));
    odd = f64x2.add(odd, f64x2.mul(v128.load(a + j, 16), v128.load(b + j, 16)));
  }
  even = f64x2.add(even, odd);
  return f64x2.extract_lane(even, 0) + f64x2.extract_lane(even, 1);
}

/** explained_c ← Σ_i (W·k_c)_i² for `count` rows k_c of the block: two rows of W against four points in registers. */
function explain(W: usize, groups: i32, block: usize, stride: usize, count: i32, explained: usize): void {
  memory.fill(explained, 0, (count as usize) << 3);
  for (let I = 0; I < groups; I++) {
    const bytes = ((I as usize) + 1) << 5;
    for (let half = 0; half < 2; half++) {
      for (let c: usize = 0; c < (count as usize); c += 4) {
        dot4x2(block + c * stride, stride, W, bytes, bytes, tile);
        for (let r: usize = 0; r < 4; r++) {
          const a = load<f64>(tile + (r << 5));
          const b = load<f64>(tile + (r << 5), 8);
          const place = explained + ((c + r) << 3);
          store<f64>(place, load<f64>(place) + (a * a + b * b));
        }
      }
      W += 2 * bytes;
    }
  }
}

/**
 * Posterior at one point x (width), with slopes: out ← mean, explained, then Σ_i −slope_i α_i (x − x_i)_k and Σ_i 2 slope_i (K⁻¹k)_i (x − x_i)_k, each
 * (numeric). k, slope and w (ld each) are scratch.
 */
export function posteriorSlope(
  columns: usize,
  n: i32,
  numeric: i32,
  coded: i32,
  weights: usize,
  signal: f64,
  W: usize,
  alpha: usize,
  x: usize,
  k: usize,
  slope: usize,
  w: usize,
  out: usize,
): void {
  const stride = (((n + 3) & ~3) as usize) << 3;
  slopedCovarianceRow(columns, stride, numeric, coded, weights, x, 8, n, signal, k, slope);
  for (let j = (n as usize) << 3; j < stride; j += 8) {
    store<f64>(k + j, 0.0);
    store<f64>(slope + j, 0.0);
  }
  store<f64>(out, dot(k, alpha, stride));
  store<f64>(out, applyInverse(W, (n + 3) >> 2, k, 0, w), 8);
  for (let j: usize = 0; j < stride; j += 16) {
    const s = v128.load(slope + j);
    v128.store(k + j, f64x2.mul(s, v128.load(alpha + j)));
    v128.store(w + j, f64x2.mul(s, v128.load(w + j)));
  }
  out += 16;
  for (let c = 0; c < numeric; c++) {
    const own = v128.load64_splat(x);
    let mean = f64x2.splat(0.0);
    let variance = mean;
    for (let j: usize = 0; j < stride; j += 16) {
      const difference = f64x2.sub(own, v128.load(columns + j));
      mean = f64x2.add(mean, f64x2.mul(difference, v128.load(k + j)));
      variance = f64x2.add(variance, f64x2.mul(difference, v128.load(w + j)));
    }
    store<f64>(out, -(f64x2.extract_lane(mean, 0) + f64x2.extract_lane(mean, 1)));
    const place = out + ((numeric as usize) << 3);
    store<f64>(place, 2.0 * (f64x2.extract_lane(variance, 0) + f64x2.extract_lane(variance, 1)));
    x += 8;
    out += 8;
    columns += stride;
  }
}
