// Products with the packed inverse factor W (K⁻¹ = WᵀW): four rows at a time, rows 4I … 4I + 3 of 4(I + 1) numbers each, one group after the other.

/** Byte where the group of rows 4I … begins. */
export function groupStart(I: i32): usize {
  return ((I as usize) * ((I as usize) + 1)) << 6;
}

/**
 * One pass over the first `groups` groups: v = W·k and w ← Wᵀ·v = K⁻¹·k. Returns |v|² = kᵀK⁻¹k. Each group is read twice in a row, the second
 * time from the cache, so a large W is fetched from memory once. Where `v` is not 0, v is kept there.
 */
export function applyInverse(W: usize, groups: i32, k: usize, v: usize, w: usize): f64 {
  memory.fill(w, 0, (groups as usize) << 5);
  let total = 0.0;
  for (let I = 0; I < groups; I++) {
    const bytes = ((I as usize) + 1) << 5;
    const row1 = W + bytes;
    const row2 = row1 + bytes;
    const row3 = row2 + bytes;
    let s0 = f64x2.splat(0.0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (let j: usize = 0; j < bytes; j += 16) {
      const x = v128.load(k + j);
      s0 = f64x2.add(s0, f64x2.mul(v128.load(W + j), x));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(row1 + j), x));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(row2 + j), x));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(row3 + j), x));
    }
    const v0 = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
    const v1 = f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1);
    const v2 = f64x2.extract_lane(s2, 0) + f64x2.extract_lane(s2, 1);
    const v3 = f64x2.extract_lane(s3, 0) + f64x2.extract_lane(s3, 1);
    total += v0 * v0 + v1 * v1 + (v2 * v2 + v3 * v3);
    if (v !== 0) {
      store<f64>(v, v0);
      store<f64>(v, v1, 8);
      store<f64>(v, v2, 16);
      store<f64>(v, v3, 24);
      v += 32;
    }
    s0 = f64x2.splat(v0);
    s1 = f64x2.splat(v1);
    s2 = f64x2.splat(v2);
    s3 = f64x2.splat(v3);
    for (let j: usize = 0; j < bytes; j += 16) {
      const first = f64x2.add(f64x2.mul(s0, v128.load(W + j)), f64x2.mul(s1, v128.load(row1 + j)));
      const second = f64x2.add(f64x2.mul(s2, v128.load(row2 + j)), f64x2.mul(s3, v128.load(row3 + j)));
      v128.store(w + j, f64x2.add(v128.load(w + j), f64x2.add(first, second)));
    }
    W = row3 + bytes;
  }
  return total;
}

/** W ← the transpose of the upper triangle U (ld, ld): its rows n … ld − 1 are zero, whatever U holds there. */
export function pack(U: usize, n: i32, ld: i32, W: usize): void {
  const stride = (ld as usize) << 3;
  for (let i = 0; i < ld; i++) {
    const width = (i | 3) + 1;
    for (let j = 0; j < width; j++) {
      store<f64>(W, i < n && j <= i ? load<f64>(U + (j as usize) * stride + ((i as usize) << 3)) : 0.0);
      W += 8;
    }
  }
}
