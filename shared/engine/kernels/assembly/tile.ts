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
  // Two pointers instead of six: the compiler runs out of registers for more.
  const twice = strideA << 1;
  const thrice = twice + strideA;
  const end = a + bytes;
  while (a < end) {
    const x = v128.load(b);
    const y = v128.load(b + strideB);
    let p = v128.load(a);
    s00 = f64x2.add(s00, f64x2.mul(p, x));
    s01 = f64x2.add(s01, f64x2.mul(p, y));
    p = v128.load(a + strideA);
    s10 = f64x2.add(s10, f64x2.mul(p, x));
    s11 = f64x2.add(s11, f64x2.mul(p, y));
    p = v128.load(a + twice);
    s20 = f64x2.add(s20, f64x2.mul(p, x));
    s21 = f64x2.add(s21, f64x2.mul(p, y));
    p = v128.load(a + thrice);
    s30 = f64x2.add(s30, f64x2.mul(p, x));
    s31 = f64x2.add(s31, f64x2.mul(p, y));
    a += 16;
    b += 16;
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

/** The inverse of a 4×4 lower triangle D, column by column from the diagonal on: as much of it as `substitute` multiplies with. */
const inverse: usize = memory.data(128, 16);

/** Before `substitute`: inverts the lower triangle D whose corner lies at `corner`. Divides once for all the tiles that meet D. */
export function invertTile(corner: usize, stride: usize): void {
  const row1 = corner + stride;
  const row2 = row1 + stride;
  const row3 = row2 + stride;
  const d0 = 1.0 / load<f64>(corner);
  const d1 = 1.0 / load<f64>(row1, 8);
  const d2 = 1.0 / load<f64>(row2, 16);
  const d3 = 1.0 / load<f64>(row3, 24);
  const l32 = load<f64>(row3, 16);
  const e10 = -load<f64>(row1) * d0 * d1;
  const e21 = -load<f64>(row2, 8) * d1 * d2;
  const e32 = -l32 * d2 * d3;
  const e20 = -(load<f64>(row2) * d0 + load<f64>(row2, 8) * e10) * d2;
  const e31 = -(load<f64>(row3, 8) * d1 + l32 * e21) * d3;
  const e30 = -(load<f64>(row3) * d0 + load<f64>(row3, 8) * e10 + l32 * e20) * d3;
  store<f64>(inverse, d0);
  store<f64>(inverse, e10, 8);
  store<f64>(inverse, e20, 16);
  store<f64>(inverse, e30, 24);
  store<f64>(inverse, 0.0, 32);
  store<f64>(inverse, d1, 40);
  store<f64>(inverse, e21, 48);
  store<f64>(inverse, e31, 56);
  store<f64>(inverse, d2, 64);
  store<f64>(inverse, e32, 72);
  store<f64>(inverse, 0.0, 80);
  store<f64>(inverse, d3, 88);
}

/** Each of the 4 rows at o: its four numbers ← (them − tile row)·D⁻ᵀ, D being what `invertTile` was given. */
export function substitute(o: usize, stride: usize): void {
  const low0 = v128.load(inverse);
  const high0 = v128.load(inverse, 16);
  const low1 = v128.load(inverse, 32);
  const high1 = v128.load(inverse, 48);
  const high2 = v128.load(inverse, 64);
  const high3 = v128.load(inverse, 80);
  for (let t = tile; t < tile + 128; t += 32) {
    const a = f64x2.sub(v128.load(o), v128.load(t));
    const b = f64x2.sub(v128.load(o, 16), v128.load(t, 16));
    const a0 = v128.shuffle<f64>(a, a, 0, 0);
    const a1 = v128.shuffle<f64>(a, a, 1, 1);
    const b0 = v128.shuffle<f64>(b, b, 0, 0);
    const b1 = v128.shuffle<f64>(b, b, 1, 1);
    v128.store(o, f64x2.add(f64x2.mul(a0, low0), f64x2.mul(a1, low1)));
    const first = f64x2.add(f64x2.mul(a0, high0), f64x2.mul(a1, high1));
    v128.store(o, f64x2.add(first, f64x2.add(f64x2.mul(b0, high2), f64x2.mul(b1, high3))), 16);
    o += stride;
  }
}
