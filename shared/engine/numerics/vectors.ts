// Vectors put together: end to end, as the rows of one matrix, or multiplied.
import { at } from '../kernels/at.ts';

export function concatenate(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

/** m vectors of one length P to a matrix (m, P), row-major. */
export function stack(vectors: readonly Float64Array[]): Float64Array {
  const P = vectors[0]?.length ?? 0;
  const out = new Float64Array(vectors.length * P);
  for (const [i, vector] of vectors.entries()) out.set(vector, i * P);
  return out;
}

/** The rows of a matrix (m, P), as views of it. */
export const unstack = (matrix: Float64Array, P: number): Float64Array[] =>
  Array.from({ length: matrix.length / P }, (_, i) => matrix.subarray(i * P, i * P + P));

/** Σ a_i b_i of two vectors of one length. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += at(a, i) * at(b, i);
  return sum;
}
