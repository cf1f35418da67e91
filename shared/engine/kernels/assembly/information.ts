// The average information of the hyperparameters, ½·(∂K_k α)ᵀ K⁻¹ (∂K_l α): the part of the Hessian that costs n² and is never negative.

/**
 * Row i of the symmetric ∂K_k = slope·Δ_k² for every column k: q_k (one after the other, `stride` bytes each) gains ∂K_k α as far as the entries left of the
 * diagonal go, both triangles. Zeroes the entry of `slope` that fills its last pair.
 */
export function informRow(
  columns: usize,
  stride: usize,
  numeric: i32,
  coded: i32,
  weights: usize,
  i: i32,
  slope: usize,
  alpha: usize,
  Q: usize,
): void {
  const i8 = (i as usize) << 3;
  if (i & 1) store<f64>(slope + i8, 0.0);
  const mine = v128.load64_splat(alpha + i8);
  let k = 0;
  for (; k + 1 < numeric; k += 2) {
    informTwo(columns, stride, i8, slope, alpha, mine, Q);
    columns += 2 * stride;
    Q += 2 * stride;
  }
  if (k < numeric) {
    const own = v128.load64_splat(columns + i8);
    let sum = f64x2.splat(0.0);
    for (let j: usize = 0; j < i8; j += 16) {
      const difference = f64x2.sub(own, v128.load(columns + j));
      const square = f64x2.mul(difference, difference);
      sum = f64x2.add(sum, pass(f64x2.mul(square, v128.load(slope + j)), mine, v128.load(alpha + j), Q + j));
    }
    addLanes(Q + i8, sum);
    columns += stride;
    Q += stride;
  }
  for (let k = 0; k < coded; k++) {
    const own = v128.load64_splat(columns + i8);
    const weight = v128.load64_splat(weights + ((k as usize) << 3));
    let sum = f64x2.splat(0.0);
    for (let j: usize = 0; j < i8; j += 16) {
      const square = v128.and(f64x2.ne(own, v128.load(columns + j)), weight);
      sum = f64x2.add(sum, pass(f64x2.mul(square, v128.load(slope + j)), mine, v128.load(alpha + j), Q + j));
    }
    addLanes(Q + i8, sum);
    columns += stride;
    Q += stride;
  }
}

/** Two numeric columns at once: slopes and α are loaded once for both, and their sums do not wait for one another. */
function informTwo(column: usize, stride: usize, i8: usize, slope: usize, alpha: usize, mine: v128, q: usize): void {
  const next = column + stride;
  const r = q + stride;
  const a = v128.load64_splat(column + i8);
  const b = v128.load64_splat(next + i8);
  let s = f64x2.splat(0.0);
  let t = s;
  for (let j: usize = 0; j < i8; j += 16) {
    const h = v128.load(slope + j);
    const other = v128.load(alpha + j);
    const p = f64x2.sub(a, v128.load(column + j));
    const u = f64x2.sub(b, v128.load(next + j));
    s = f64x2.add(s, pass(f64x2.mul(f64x2.mul(p, p), h), mine, other, q + j));
    t = f64x2.add(t, pass(f64x2.mul(f64x2.mul(u, u), h), mine, other, r + j));
  }
  addLanes(q + i8, s);
  addLanes(r + i8, t);
}

/** A pair of entries of row i, below the diagonal, and what stands for them above it: q_j += entry·α_i; returns entry·α_j. */
function pass(entry: v128, mine: v128, other: v128, q: usize): v128 {
  v128.store(q, f64x2.add(v128.load(q), f64x2.mul(entry, mine)));
  return f64x2.mul(entry, other);
}

function addLanes(out: usize, sum: v128): void {
  store<f64>(out, load<f64>(out) + f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}

/**
 * Each of `count` rows of Q (ld) ← Uᵀq = L⁻¹q in place, two at once, from the last entry on: row i of U reaches no entry before its own tile, where it is
 * zero left of the diagonal. An odd count uses one row more as scratch.
 */
export function halve(U: usize, ld: i32, Q: usize, count: i32): void {
  const end = (ld as usize) << 3;
  for (let k = 0; k < count; k += 2) {
    const q = Q + (k as usize) * end;
    const r = q + end;
    for (let i = ld - 1; i >= 0; i--) {
      const i8 = (i as usize) << 3;
      const row = U + (i as usize) * end;
      const a = v128.load64_splat(q + i8);
      const b = v128.load64_splat(r + i8);
      store<f64>(q + i8, 0.0);
      store<f64>(r + i8, 0.0);
      for (let j: usize = i8 & ~31; j < end; j += 16) {
        const u = v128.load(row + j);
        v128.store(q + j, f64x2.add(v128.load(q + j), f64x2.mul(a, u)));
        v128.store(r + j, f64x2.add(v128.load(r + j), f64x2.mul(b, u)));
      }
    }
  }
}

/** out (count, count) ← ½ z_k·z_l of rows that lie `stride` bytes apart. */
export function products(Z: usize, count: i32, stride: usize, out: usize): void {
  for (let k = 0; k < count; k++) {
    const a = Z + (k as usize) * stride;
    for (let l = 0; l <= k; l++) {
      const b = Z + (l as usize) * stride;
      let sum = f64x2.splat(0.0);
      for (let j: usize = 0; j < stride; j += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(a + j), v128.load(b + j)));
      const half = 0.5 * (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
      store<f64>(out + ((k * count + l) << 3), half);
      store<f64>(out + ((l * count + k) << 3), half);
    }
  }
}
