// The typed-array loops against ml-matrix, for sizes that do and do not fill the tiles.
import * as fc from 'fast-check';
import { CholeskyDecomposition, inverse, Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { cholesky, invert } from '../../../shared/engine/kernels/cholesky.ts';
import { contractMatrix } from '../../../shared/engine/kernels/contraction.ts';
import { covarianceMatrix, type Inputs, padded } from '../../../shared/engine/kernels/covariance.ts';
import { solveLower, solveUpper } from '../../../shared/engine/kernels/triangular.ts';
import { makeRandom } from '../../../shared/engine/numerics/random.ts';
import { reference, someInputs } from './covariances.ts';

const sizes = fc.integer({ min: 1, max: 70 });

function factored(inputs: Inputs, signal: number, noise: number): Float64Array {
  const ld = padded(inputs.n);
  const K = new Float64Array(ld * ld);
  covarianceMatrix(inputs, signal, new Float64Array(inputs.n).fill(noise), K, null);
  expect(cholesky(K, ld)).toBe(true);
  return K;
}

/** What contractMatrix() should give, straight from its definition. */
function contraction({ n, rows, weights }: Inputs, alpha: Float64Array, M: Float64Array, H: Float64Array): number[] {
  const entry = (list: Float64Array, i: number): number => list[i] ?? Number.NaN;
  return Array.from({ length: 5 }, (_, k) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        const [a, b] = [entry(rows, 5 * i + k), entry(rows, 5 * j + k)];
        const square = k < 3 ? (a - b) ** 2 : a === b ? 0 : entry(weights, k - 3);
        const place = i * padded(n) + j;
        sum += (entry(alpha, i) * entry(alpha, j) - entry(M, place)) * entry(H, place) * square;
      }
    }
    return sum;
  });
}

const close = (value: number | undefined, truth: number): void => {
  expect(Math.abs((value ?? Number.NaN) - truth)).toBeLessThan(1e-9 * (1 + Math.abs(truth)));
};

describe('kernels', () => {
  // L is the Cholesky factor of the covariance matrix as its definition gives it.
  it('factor the covariance matrix', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (n, seed) => {
        const inputs = someInputs(n, seed);
        const L = factored(inputs, 1.7, 0.05);
        const truth = new CholeskyDecomposition(reference(inputs, 1.7, 0.05)).lowerTriangularMatrix;
        for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) close(L[i * padded(n) + j], truth.get(i, j));
      }),
      { numRuns: 40 },
    );
  });

  // invert() gives the lower triangle of K⁻¹.
  it('invert it', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (n, seed) => {
        const ld = padded(n);
        const inputs = someInputs(n, seed);
        const [U, result] = [new Float64Array(ld * ld), new Float64Array(ld * ld)];
        invert(factored(inputs, 1, 0.05), ld, U, result);
        const truth = inverse(reference(inputs, 1, 0.05));
        for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) close(result[i * ld + j], truth.get(i, j));
      }),
      { numRuns: 40 },
    );
  });

  // Forward and backward substitution solve K x = b.
  it('solve with it', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (n, seed) => {
        const ld = padded(n);
        const inputs = someInputs(n, seed);
        const L = factored(inputs, 1, 0.05);
        const random = makeRandom(seed, 9);
        const x = Float64Array.from({ length: n }, random.normal);
        const truth = solve(reference(inputs, 1, 0.05), Matrix.columnVector([...x]));
        solveLower(L, n, ld, x);
        solveUpper(L, n, ld, x);
        for (let i = 0; i < n; i++) close(x[i], truth.get(i, 0));
      }),
      { numRuns: 40 },
    );
  });

  // contractMatrix() is Σ_{i>j} (α_i α_j − M_ij) H_ij Δ_ijk², term by term, for numeric and category columns and any number of rows.
  it('contract with coordinate differences', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (n, seed) => {
        const ld = padded(n);
        const inputs = someInputs(n, seed);
        const random = makeRandom(seed, 5);
        const [alpha, M, H] = [ld, ld * ld, ld * ld].map((length) => Float64Array.from({ length }, random.normal));
        if (!alpha || !M || !H) throw new Error('three arrays were made');
        const truth = contraction(inputs, alpha, M, H);
        const out = new Float64Array(5);
        contractMatrix(inputs, alpha, M, H, out);
        for (let k = 0; k < 5; k++) close(out[k], truth[k] ?? Number.NaN);
      }),
      { numRuns: 40 },
    );
  });

  // A matrix without a factor is reported, not factored into NaN.
  it('refuse a matrix that is not positive definite', () => {
    const bad = Float64Array.of(1, 0, 0, 0, 2, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
    expect(cholesky(bad, 4)).toBe(false);
  });
});
