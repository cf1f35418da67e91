// The compiled kernels and their twin in typed arrays: both are right, both give the same, and what is committed is what is compiled.
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { CholeskyDecomposition, determinant, inverse, Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { compiledFile, compileKernels } from '../../../infra/kernels.ts';
import type { Inputs } from '../../../shared/engine/kernels/covariance.ts';
import type { Kernels, Sample, System } from '../../../shared/engine/kernels/kernels.ts';
import { kernels, loadCompiled } from '../../../shared/engine/kernels/load.ts';
import { typedKernels } from '../../../shared/engine/kernels/typed.ts';
import { makeRandom } from '../../../shared/engine/numerics/random.ts';
import { matern, reference, someInputs } from './covariances.ts';

const compiled = loadCompiled();
if (!compiled) throw new Error('this machine has no WebAssembly with SIMD: these tests have nothing to compare');
const both: readonly Kernels[] = [compiled, typedKernels];

const sizes = fc.integer({ min: 1, max: 70 });

/** |value − truth| against the size of the truth, or of `scale` when that is larger. */
function close(values: ArrayLike<number>, truth: ArrayLike<number>, tolerance: number, scale = 0): void {
  expect(values.length).toBe(truth.length);
  for (let i = 0; i < truth.length; i++) {
    const [a, b] = [values[i] ?? Number.NaN, truth[i] ?? Number.NaN];
    const error = Math.abs(a - b) / Math.max(Math.abs(b), scale, 1e-300);
    if (!(a === b || error <= tolerance)) expect.fail(`entry ${i} is ${a} instead of ${b}`);
  }
}

const largest = (values: Float64Array): number => values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

function sampleOf(n: number, seed: number, noise: number): Sample {
  const random = makeRandom(seed, 1);
  return {
    inputs: someInputs(n, seed),
    signal: 0.5 + random.uniform(),
    noise: Float64Array.from({ length: n }, () => noise * (0.5 + random.uniform())),
    targets: Float64Array.from({ length: n }, random.normal),
  };
}

function systemOf(own: Kernels, { inputs, signal, noise, targets }: Sample): System {
  const factor = own.factorize(inputs, signal, noise);
  if (!factor) throw new Error('a positive definite matrix was refused');
  return { inputs, signal, factor, alpha: own.solve(factor, targets) };
}

/** The first rows. */
const head = (inputs: Inputs, n: number): Inputs => ({ ...inputs, n, rows: inputs.rows.slice(0, 5 * n) });

const covarianceOf = ({ inputs, signal, noise }: Sample): Matrix => {
  const K = reference(inputs, signal, 0);
  for (let i = 0; i < inputs.n; i++) K.set(i, i, K.get(i, i) + (noise[i] ?? Number.NaN));
  return K;
};

/** ∂K by ln ℓ of the five columns, ln signal and ln of the learned noise variance. */
function slopesOf({ inputs, signal, learned }: Sample): Matrix[] {
  const h = 1e-5;
  const stretched = (k: number, by: number): Inputs => ({
    ...inputs,
    rows: inputs.rows.map((v, i) => (k < 3 && i % 5 === k ? v * Math.exp(-by) : v)),
    weights: inputs.weights.map((w, i) => (i === k - 3 ? w * Math.exp(-2 * by) : w)),
  });
  const difference = (k: number): Matrix =>
    Matrix.sub(reference(stretched(k, h), signal, 0), reference(stretched(k, -h), signal, 0)).mul(1 / (2 * h));
  return [...[0, 1, 2, 3, 4].map(difference), reference(inputs, signal, 0), Matrix.diag([...(learned ?? [])])];
}

describe.each(both)('kernels in $kind', (own) => {
  // Quadratic form, determinant, solution and diagonal of the inverse are what ml-matrix says of the covariance matrix's definition.
  it('evaluate the likelihood', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (n, seed) => {
        const sample = sampleOf(n, seed, 0.2);
        const K = covarianceOf(sample);
        const found = own.evaluate(sample);
        const y = Matrix.columnVector([...sample.targets]);
        const alpha = solve(K, y).to1DArray();
        close(found?.alpha ?? [], alpha, 1e-9, 1);
        close(found?.diagonal ?? [], inverse(K).diagonal(), 1e-9);
        close([found?.quadratic ?? Number.NaN], [alpha.reduce((sum, a, i) => sum + a * y.get(i, 0), 0)], 1e-9, 1);
        // A determinant of many rows leaves the range of doubles.
        if (n <= 40) close([found?.logPivots ?? Number.NaN], [0.5 * Math.log(determinant(K))], 1e-8, 1);
      }),
      { numRuns: 30 },
    );
  });

  // The average information is ½ (∂K_k α)ᵀ K⁻¹ (∂K_l α), with each ∂K as the difference of two covariance matrices from their definition.
  it('give the information of hyperparameters', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (n, seed) => {
        const sample = { ...sampleOf(n, seed, 0.2), learned: sampleOf(n, seed + 1, 0.1).noise };
        const K = covarianceOf(sample);
        const alpha = solve(K, Matrix.columnVector([...sample.targets]));
        const Q = new Matrix(slopesOf(sample).map((slope) => slope.mmul(alpha).to1DArray())).transpose();
        const truth = Q.transpose().mmul(solve(K, Q)).mul(0.5).to1DArray();
        const found = own.evaluate(sample)?.information ?? new Float64Array(0);
        close(found, truth, 1e-5, Math.max(...truth));
        const { learned, ...plain } = sample;
        expect(own.evaluate(plain)).toEqual({ ...own.evaluate(sample), information: null });
      }),
      { numRuns: 30 },
    );
  });

  // L is the factor of any positive definite matrix, for sizes that do and do not fill the tiles; the matrix stays as it is.
  it('factor a matrix', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (n, seed) => {
        const K = covarianceOf(sampleOf(n, seed, 0.2));
        const A = Float64Array.from(K.to1DArray());
        const truth = new CholeskyDecomposition(K).lowerTriangularMatrix;
        close(own.cholesky(A, n) ?? [], truth.to1DArray(), 1e-9, 1);
        expect([...A]).toEqual(K.to1DArray());
      }),
      { numRuns: 30 },
    );
  });

  // Mean and explained variance at a point are kᵀα and kᵀK⁻¹k, for one point and for many, with the rows that do not fill a block.
  it('predict', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 70 }), fc.nat(), (n, m, seed) => {
        const sample = sampleOf(n, seed, 0.1);
        const system = systemOf(own, sample);
        const points = someInputs(m, seed + 1);
        const all = { ...points, rows: Float64Array.of(...sample.inputs.rows, ...points.rows), n: n + m };
        const k = new Matrix(n, m);
        for (let i = 0; i < n; i++) for (let c = 0; c < m; c++) k.set(i, c, matern(all, i, n + c, sample.signal));
        const Kk = solve(covarianceOf(sample), k);
        const [means, explained] = [new Float64Array(m), new Float64Array(m)];
        own.posterior(system, points.rows, m, means, explained);
        const truth = k.transpose().mmul(Matrix.columnVector([...system.alpha]));
        close(means, truth.to1DArray(), 1e-9, 1);
        close(explained, Matrix.mul(k, Kk).sum('column'), 1e-9, 1);
        const one = new Float64Array(8);
        own.posteriorSlope(system, points.rows.slice(0, 5), one);
        close(one.subarray(0, 2), [means[0] ?? 0, explained[0] ?? 0], 1e-9, 1);
      }),
      { numRuns: 30 },
    );
  });

  // The slopes of mean and variance are central differences of the two.
  it('differentiate the prediction', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (n, seed) => {
        const system = systemOf(own, sampleOf(n, seed, 0.1));
        const row = someInputs(1, seed + 7).rows;
        const [out, up, down] = [new Float64Array(8), new Float64Array(8), new Float64Array(8)];
        own.posteriorSlope(system, row, out);
        for (let k = 0; k < 3; k++) {
          own.posteriorSlope(system, row.with(k, (row[k] ?? 0) + 1e-5), up);
          own.posteriorSlope(system, row.with(k, (row[k] ?? 0) - 1e-5), down);
          const slope = (i: number): number => ((up[i] ?? 0) - (down[i] ?? 0)) / 2e-5;
          close([out[2 + k] ?? 0, out[5 + k] ?? 0], [slope(0), -slope(1)], 1e-5, 1);
        }
      }),
      { numRuns: 30 },
    );
  });

  // A factor that grew by rows is the factor of the grown matrix, and the one that it grew from is as it was.
  it('extend a factor', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 20 }), fc.nat(), (n, m, seed) => {
        const sample = sampleOf(n + m, seed, 0.1);
        const { inputs, signal, noise } = sample;
        const whole = systemOf(own, sample).factor;
        const part = own.factorize(head(inputs, n), signal, noise.slice(0, n));
        if (!part) throw new Error('a positive definite matrix was refused');
        const before = part.slice();
        const added = { noise: noise.slice(n), least: noise.slice(n).fill(1e-12) };
        close(own.extend(inputs, signal, part, added), whole, 1e-9, 1);
        expect(part).toEqual(before);
      }),
      { numRuns: 30 },
    );
  });

  // A matrix without a factor is reported, not factored into NaN.
  it('refuse what is not positive definite', () => {
    const sample = { ...sampleOf(9, 3, 0.1), noise: new Float64Array(9).fill(-1) };
    expect(own.evaluate(sample)).toBeNull();
    expect(own.factorize(sample.inputs, sample.signal, sample.noise)).toBeNull();
    expect(own.cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeNull();
    expect(own.evaluate({ ...sample, noise: new Float64Array(9).fill(Number.NaN) })).toBeNull();
  });

  // Systems asked in turn do not disturb one another, and a new solution for a known factor is used.
  it('keep systems apart', () => {
    const systems = [5, 33, 60].map((n) => systemOf(own, sampleOf(n, n, 0.1)));
    const [first] = systems;
    if (first) systems.push({ ...first, alpha: first.alpha.map((a) => 2 * a) });
    const ask = (system: System): number[] => {
      const out = new Float64Array(8);
      own.posteriorSlope(system, first?.inputs.rows.slice(0, 5) ?? new Float64Array(5), out);
      return [...out];
    };
    const alone = systems.map(ask);
    expect([...systems].reverse().map(ask).reverse()).toEqual(alone);
    expect(alone[3]?.[0]).toBeCloseTo(2 * (alone[0]?.[0] ?? Number.NaN), 12);
  });

  // The same input gives the same bits, also by another instance.
  it('are deterministic', () => {
    const again = own.kind === 'wasm-simd' ? loadCompiled() : own;
    const sample = sampleOf(61, 5, 0.01);
    expect(again?.evaluate(sample)).toEqual(own.evaluate(sample));
    expect(again && systemOf(again, sample)).toEqual(systemOf(own, sample));
  });
});

describe('twins', () => {
  // Value, gradient and prediction agree to ten digits where the matrix is well-conditioned, to what its condition allows where it is nearly singular.
  it.each([
    { noise: 0.1, tolerance: 1e-10 },
    { noise: 1e-3, tolerance: 1e-10 },
    { noise: 1e-8, tolerance: 1e-5 },
  ])('agree with a noise of $noise', ({ noise, tolerance }) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(), (n, seed) => {
        const sample = { ...sampleOf(n, seed, noise), learned: new Float64Array(n).fill(noise) };
        const [a, b] = [compiled.evaluate(sample), typedKernels.evaluate(sample)];
        if (!a?.information || !b?.information) throw new Error('a positive definite matrix was refused');
        close(a.information, b.information, tolerance, largest(b.information));
        close([a.quadratic, a.logPivots], [b.quadratic, b.logPivots], tolerance, 1);
        close(a.alpha, b.alpha, tolerance, largest(b.alpha));
        close(a.diagonal, b.diagonal, tolerance);
        close(a.contraction, b.contraction, tolerance, n + largest(b.contraction));
        const rows = someInputs(9, seed + 2).rows;
        const predict = (own: Kernels): number[] => {
          const [means, explained] = [new Float64Array(9), new Float64Array(9)];
          own.posterior(systemOf(own, sample), rows, 9, means, explained);
          return [...means, ...explained];
        };
        close(predict(compiled), predict(typedKernels), tolerance, 1);
      }),
      { numRuns: 40 },
    );
  });

  // A system that one of them made is understood by the other.
  it('share their factors', () => {
    const sample = sampleOf(37, 8, 0.01);
    const system = systemOf(compiled, sample);
    const [a, b] = [new Float64Array(8), new Float64Array(8)];
    compiled.posteriorSlope(system, sample.inputs.rows.slice(0, 5), a);
    typedKernels.posteriorSlope(system, sample.inputs.rows.slice(0, 5), b);
    close(a, b, 1e-10, 1);
  });

  // Points very far apart have covariance 0, not a power that wrapped around.
  it('agree far out', () => {
    const rows = Float64Array.of(0, 0, 0, 0, 0, 1e3, -1e5, 1e100, 1, 1, 400, 0, 0, 0, 0);
    const sample = { ...sampleOf(3, 1, 0.1), inputs: { ...someInputs(3, 1), rows } };
    const [a, b] = [compiled.evaluate(sample), typedKernels.evaluate(sample)];
    if (!a || !b) throw new Error('a positive definite matrix was refused');
    close(a.alpha, b.alpha, 1e-12);
    close(a.diagonal, b.diagonal, 1e-12);
  });
});

describe('the compiled module', () => {
  // What runs is what the sources say: compiled again, it is the committed text, letter for letter.
  it('is up to date', () => {
    expect(readFileSync(compiledFile, 'utf8') === compileKernels()).toBe(true);
  });

  // A machine that has WebAssembly with SIMD uses it.
  it('is what the engine runs here', () => {
    expect(kernels.kind).toBe('wasm-simd');
  });
});
