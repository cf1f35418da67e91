// Random data for the kernels, and its covariances straight from their definition.
import { Matrix } from 'ml-matrix';
import type { Inputs } from '../../../shared/engine/kernels/covariance.ts';
import { makeRandom } from '../../../shared/engine/numerics/random.ts';

/** n rows of 3 numeric coordinates and 2 category codes. */
export function someInputs(n: number, seed: number): Inputs {
  const random = makeRandom(seed);
  const row = (): number[] => [
    random.uniform(),
    2 * random.uniform(),
    random.normal(),
    random.integer(3),
    random.integer(4) - 1,
  ];
  const rows = Float64Array.from(Array.from({ length: n }, row).flat());
  return { n, numeric: 3, coded: 2, rows, weights: Float64Array.of(0.7, 1.9) };
}

/** The Matérn-5/2 covariance of two rows, straight from its definition. */
export function matern(inputs: Inputs, i: number, j: number, signal: number): number {
  const row = (k: number): number[] => [...inputs.rows.subarray(5 * k, 5 * k + 5)];
  const [a, b] = [row(i), row(j)];
  let r2 = 0;
  for (let k = 0; k < 3; k++) r2 += ((a[k] ?? 0) - (b[k] ?? 0)) ** 2;
  for (let k = 0; k < 2; k++) r2 += a[3 + k] === b[3 + k] ? 0 : (inputs.weights[k] ?? 0);
  const s = Math.sqrt(5 * r2);
  return signal * (1 + s + (s * s) / 3) * Math.exp(-s);
}

export function reference(inputs: Inputs, signal: number, noise: number): Matrix {
  const K = Matrix.zeros(inputs.n, inputs.n);
  for (let i = 0; i < inputs.n; i++) {
    for (let j = 0; j < inputs.n; j++) K.set(i, j, matern(inputs, i, j, signal) + (i === j ? noise : 0));
  }
  return K;
}
