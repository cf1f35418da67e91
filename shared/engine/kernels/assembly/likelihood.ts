// One evaluation of the likelihood: from the scaled data to yᵀK⁻¹y, the pivots and all that its gradient is made of.
import { cholesky, invertTriangle, squareTriangle } from './cholesky';
import { covarianceRow, slopedCovarianceRow } from './covariance';
import { halve, informRow, products } from './information';

/** Lower triangle of K (ld, ld) with `noise` (n) on the diagonal, identity in the padding; where `slope` is not 0, the slope factors too. */
export function covarianceMatrix(
  columns: usize,
  n: i32,
  numeric: i32,
  coded: i32,
  weights: usize,
  signal: f64,
  noise: usize,
  K: usize,
  slope: usize,
): void {
  const ld = (n + 3) & ~3;
  const stride = (ld as usize) << 3;
  for (let i = 0; i < n; i++) {
    const i8 = (i as usize) << 3;
    const row = K + (i as usize) * stride;
    const x = columns + i8;
    if (slope === 0) covarianceRow(columns, stride, numeric, coded, weights, x, stride, i, signal, row);
    else {
      const slopes = slope + (i as usize) * stride;
      slopedCovarianceRow(columns, stride, numeric, coded, weights, x, stride, i, signal, row, slopes);
    }
    store<f64>(row + i8, signal + load<f64>(noise + i8));
  }
  for (let i = n; i < ld; i++) {
    memory.fill(K + (i as usize) * stride, 0, (i as usize) << 3);
    store<f64>(K + (i as usize) * stride + ((i as usize) << 3), 1.0);
  }
}

/**
 * Returns yᵀK⁻¹y, or −1 where K is not positive definite (Rasmussen & Williams 2006, eq. 5.8). Leaves the diagonal of L in pivots (ld), K⁻¹y in alpha
 * (ld), the lower triangle of K⁻¹ in K, and in contraction (numeric + coded) Σ_{i>j} (α_i α_j − K⁻¹_ij)·∂K_ij/∂ln ℓ_k (eq. 5.9). y (ld) is zero in
 * the padding; slope and U (ld, ld) and z (ld) are scratch. Where `learned` (n), ∂noise/∂ln of the learned variance, is not 0, `information`
 * (numeric + coded + 2, squared) gets the average information of all logarithms (information.ts), for which Q (numeric + coded + 3, ld) is scratch.
 */
export function likelihood(
  columns: usize,
  n: i32,
  numeric: i32,
  coded: i32,
  weights: usize,
  signal: f64,
  noise: usize,
  y: usize,
  K: usize,
  slope: usize,
  U: usize,
  z: usize,
  pivots: usize,
  alpha: usize,
  contraction: usize,
  learned: usize,
  Q: usize,
  information: usize,
): f64 {
  const ld = (n + 3) & ~3;
  const stride = (ld as usize) << 3;
  covarianceMatrix(columns, n, numeric, coded, weights, signal, noise, K, slope);
  if (!cholesky(K, ld)) return -1.0;
  for (let i: usize = 0; i < stride; i += 8) store<f64>(pivots + i, load<f64>(K + (i >> 3) * (stride + 8)));
  invertTriangle(K, ld, U);
  const value = solve(U, ld, y, z, alpha);
  squareTriangle(U, ld, K);
  const width = numeric + coded;
  memory.fill(contraction, 0, (width as usize) << 3);
  if (learned !== 0) memory.fill(Q, 0, ((width + 3) as usize) * stride);
  for (let i = 1; i < n; i++) {
    const at = (i as usize) * stride;
    if (learned !== 0) informRow(columns, stride, numeric, coded, weights, i, slope + at, alpha, Q);
    weigh(alpha, i, K + at, slope + at);
    contractRow(columns, stride, numeric, coded, weights, i, slope + at, contraction);
  }
  if (learned !== 0) {
    const own = Q + (width as usize) * stride;
    amplitudes(n, noise, learned, y, alpha, own, own + stride);
    halve(U, ld, Q, width + 2);
    products(Q, width + 2, stride, information);
  }
  return value;
}

/** ofSignal ← (K − N)α = y − Nα, ofNoise ← ∂N·α. */
function amplitudes(
  n: i32,
  noise: usize,
  learned: usize,
  y: usize,
  alpha: usize,
  ofSignal: usize,
  ofNoise: usize,
): void {
  const end = (n as usize) << 3;
  for (let i: usize = 0; i < end; i += 8) {
    const a = load<f64>(alpha + i);
    store<f64>(ofSignal + i, load<f64>(y + i) - load<f64>(noise + i) * a);
    store<f64>(ofNoise + i, load<f64>(learned + i) * a);
  }
}

/** z ← Uᵀy = L⁻¹y, alpha ← U·z = K⁻¹y; returns |z|². */
function solve(U: usize, ld: i32, y: usize, z: usize, alpha: usize): f64 {
  const end = (ld as usize) << 3;
  memory.fill(z, 0, end);
  for (let i: usize = 0; i < end; i += 8) {
    const row = U + (i >> 3) * end;
    const own = v128.load64_splat(y + i);
    for (let j: usize = i & ~31; j < end; j += 16) {
      v128.store(z + j, f64x2.add(v128.load(z + j), f64x2.mul(own, v128.load(row + j))));
    }
  }
  let total = 0.0;
  for (let i: usize = 0; i < end; i += 8) {
    const row = U + (i >> 3) * end;
    let sum = f64x2.splat(0.0);
    for (let j: usize = i & ~31; j < end; j += 16) {
      sum = f64x2.add(sum, f64x2.mul(v128.load(row + j), v128.load(z + j)));
    }
    store<f64>(alpha + i, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
    total += load<f64>(z + i) * load<f64>(z + i);
  }
  return total;
}

/** Row i: slope_j ← (α_i α_j − K⁻¹_ij)·slope_j for j < i, and 0 from there to the end of its pair. */
function weigh(alpha: usize, i: i32, inverse: usize, slope: usize): void {
  const i8 = (i as usize) << 3;
  const own = v128.load64_splat(alpha + i8);
  if (i & 1) store<f64>(slope + i8, 0.0);
  for (let j: usize = 0; j < i8; j += 16) {
    const weight = f64x2.sub(f64x2.mul(own, v128.load(alpha + j)), v128.load(inverse + j));
    v128.store(slope + j, f64x2.mul(weight, v128.load(slope + j)));
  }
}

/** contraction_k += Σ_{j<i} weight_j Δ_ijk², where Δ² of codes is their weight if they differ. */
function contractRow(
  columns: usize,
  stride: usize,
  numeric: i32,
  coded: i32,
  weights: usize,
  i: i32,
  weight: usize,
  contraction: usize,
): void {
  const i8 = (i as usize) << 3;
  let column = columns;
  let k = 0;
  for (; k + 1 < numeric; k += 2) {
    contractTwo(column, column + stride, i8, weight, contraction);
    contraction += 16;
    column += 2 * stride;
  }
  if (k < numeric) {
    contractOne(column, i8, weight, contraction);
    contraction += 8;
    column += stride;
  }
  for (let k = 0; k < coded; k++) {
    const own = v128.load64_splat(column + i8);
    let sum = f64x2.splat(0.0);
    for (let j: usize = 0; j < i8; j += 16) {
      sum = f64x2.add(sum, v128.and(f64x2.ne(own, v128.load(column + j)), v128.load(weight + j)));
    }
    addLanes(contraction, sum, load<f64>(weights + ((k as usize) << 3)));
    contraction += 8;
    column += stride;
  }
}

function contractOne(column: usize, i8: usize, weight: usize, out: usize): void {
  const own = v128.load64_splat(column + i8);
  let sum = f64x2.splat(0.0);
  for (let j: usize = 0; j < i8; j += 16) {
    const difference = f64x2.sub(own, v128.load(column + j));
    sum = f64x2.add(sum, f64x2.mul(f64x2.mul(difference, difference), v128.load(weight + j)));
  }
  addLanes(out, sum, 1.0);
}

/** Two columns at once: the weights are loaded once for both, and their sums do not wait for one another. */
function contractTwo(first: usize, second: usize, i8: usize, weight: usize, out: usize): void {
  const a = v128.load64_splat(first + i8);
  const b = v128.load64_splat(second + i8);
  let s = f64x2.splat(0.0);
  let t = s;
  for (let j: usize = 0; j < i8; j += 16) {
    const w = v128.load(weight + j);
    const p = f64x2.sub(a, v128.load(first + j));
    const q = f64x2.sub(b, v128.load(second + j));
    s = f64x2.add(s, f64x2.mul(f64x2.mul(p, p), w));
    t = f64x2.add(t, f64x2.mul(f64x2.mul(q, q), w));
  }
  addLanes(out, s, 1.0);
  addLanes(out + 8, t, 1.0);
}

function addLanes(out: usize, sum: v128, factor: f64): void {
  store<f64>(out, load<f64>(out) + factor * (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
}
