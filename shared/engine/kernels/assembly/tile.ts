// Register tiles: the innermost loops that factorization, inversion and blocked products share.

/** Sixteen sums of the last tile, row by row: written and read within one step, never kept. */
export const tile: usize = memory.data(128, 16);

/** The sums of the lanes of two vectors, side by side. */
function sumLanes(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
}

/**
 * out (4 rows of 32 bytes; 2 numbers each) ← (4 rows at a)·(2 rows at b)ᵀ over `bytes` bytes, a multiple of 16; rows lie strideA and strideB bytes
 * apart. Eight sums stay in registers, and each loaded pair is used 2 to 4 times.
 */
export function dot4x2(a: usize, strideA: usize, b: usize, strideB: usize, bytes: usize, out: usize): void {
  let s00 = f64x2.splat(0.0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  let a1 = a + strideA;
  let a2 = a1 + strideA;
  let a3 = a2 + strideA;
  let b1 = b + strideB;
  const end = a + bytes;
  while (a < end) {
    const x = v128.load(b);
    const y = v128.load(b1);
    let p = v128.load(a);
    s00 = f64x2.add(s00, f64x2.mul(p, x));
    s01 = f64x2.add(s01, f64x2.mul(p, y));
    p = v128.load(a1);
    s10 = f64x2.add(s10, f64x2.mul(p, x));
    s11 = f64x2.add(s11, f64x2.mul(p, y));
    p = v128.load(a2);
    s20 = f64x2.add(s20, f64x2.mul(p, x));
    s21 = f64x2.add(s21, f64x2.mul(p, y));
    p = v128.load(a3);
    s30 = f64x2.add(s30, f64x2.mul(p, x));
    s31 = f64x2.add(s31, f64x2.mul(p, y));
    a += 16;
    a1 += 16;
    a2 += 16;
    a3 += 16;
    b += 16;
    b1 += 16;
  }
  v128.store(out, sumLanes(s00, s01));
  v128.store(out, sumLanes(s10, s11), 32);
  v128.store(out, sumLanes(s20, s21), 64);
  v128.store(out, sumLanes(s30, s31), 96);
}

/** tile ← (4 rows at a)·(4 rows at b)ᵀ over `bytes` bytes of rows that all lie `stride` bytes apart. */
export function dot4x4(a: usize, b: usize, stride: usize, bytes: usize): void {
  dot4x2(a, stride, b, stride, bytes, tile);
  dot4x2(a, stride, b + 2 * stride, stride, bytes, tile + 16);
}

/** Each of the 4 rows at o: its four numbers ← (them − tile row)·D⁻ᵀ, D the 4×4 lower triangle at `corner`. */
export function substitute(corner: usize, o: usize, stride: usize): void {
  const c1 = corner + stride;
  const c2 = c1 + stride;
  const c3 = c2 + stride;
  const d0 = 1.0 / load<f64>(corner);
  const d1 = 1.0 / load<f64>(c1, 8);
  const d2 = 1.0 / load<f64>(c2, 16);
  const d3 = 1.0 / load<f64>(c3, 24);
  const l10 = load<f64>(c1);
  const l20 = load<f64>(c2);
  const l21 = load<f64>(c2, 8);
  const l30 = load<f64>(c3);
  const l31 = load<f64>(c3, 8);
  const l32 = load<f64>(c3, 16);
  for (let t = tile; t < tile + 128; t += 32) {
    const x0 = (load<f64>(o) - load<f64>(t)) * d0;
    const x1 = (load<f64>(o, 8) - load<f64>(t, 8) - l10 * x0) * d1;
    const x2 = (load<f64>(o, 16) - load<f64>(t, 16) - l20 * x0 - l21 * x1) * d2;
    const x3 = (load<f64>(o, 24) - load<f64>(t, 24) - l30 * x0 - l31 * x1 - l32 * x2) * d3;
    store<f64>(o, x0);
    store<f64>(o, x1, 8);
    store<f64>(o, x2, 16);
    store<f64>(o, x3, 24);
    o += stride;
  }
}
