// The kernels: compiled, in typed arrays, and where ml-matrix can do the same, that too.
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { Kernels, System } from '../../shared/engine/kernels/kernels.ts';
import { loadCompiled } from '../../shared/engine/kernels/load.ts';
import { typedKernels } from '../../shared/engine/kernels/typed.ts';
import { makeRandom } from '../../shared/engine/numerics/random.ts';
import { measure, measureBatch, median } from './clock.ts';

const dimensions = 10;
const candidates = 256;

/** n rows of normal coordinates, with a covariance between them that neither vanishes nor fills the matrix. */
function makeSystem(
  own: Kernels,
  n: number,
): System & { readonly noise: Float64Array; readonly targets: Float64Array } {
  const random = makeRandom(7, n);
  const rows = Float64Array.from({ length: n * dimensions }, random.normal);
  const inputs = { n, numeric: dimensions, coded: 0, rows, weights: new Float64Array(0) };
  const noise = new Float64Array(n).fill(0.01);
  const targets = Float64Array.from({ length: n }, random.normal);
  const factor = own.factorize(inputs, 1, noise);
  if (!factor) throw new Error('a positive definite matrix was refused');
  return { inputs, signal: 1, noise, targets, factor, alpha: own.solve(factor, targets) };
}

/** A positive definite matrix (n, n). */
function makeMatrix(n: number): Float64Array {
  const random = makeRandom(8, n);
  const x = Float64Array.from({ length: n }, random.uniform);
  return Float64Array.from({ length: n * n }, (_, i) => {
    const [row, column] = [Math.floor(i / n), i % n];
    return Math.exp(-Math.abs((x[row] ?? 0) - (x[column] ?? 0))) + (row === column ? 0.1 : 0);
  });
}

/** Name of the work, and medians in milliseconds. */
type Figure = { readonly name: string; readonly compiled: number; readonly typed: number; readonly other?: number };

function compare(name: string, prepare: (own: Kernels) => () => void, batch: number): Figure {
  const compiled = loadCompiled();
  if (!compiled) throw new Error('this machine has no WebAssembly with SIMD: there is nothing to compare');
  const [a, b] = [compiled, typedKernels].map((own) => median(measureBatch(prepare(own), batch)));
  return { name, compiled: a ?? Number.NaN, typed: b ?? Number.NaN };
}

function factorization(n: number): Figure {
  const A = makeMatrix(n);
  const matrix = Matrix.from1DArray(n, n, [...A]);
  const other = median(measure(() => new CholeskyDecomposition(matrix), { least: 3 }));
  return { ...compare(`Cholesky, n = ${n}`, (own) => () => own.cholesky(A, n), 1), other };
}

const likelihood = (n: number): Figure =>
  compare(
    `likelihood and gradient, n = ${n}`,
    (own) => {
      const sample = makeSystem(own, n);
      return () => own.evaluate(sample);
    },
    Math.ceil(100 / n),
  );

const scoring = (n: number): Figure =>
  compare(
    `posterior at ${candidates} points, n = ${n}`,
    (own) => {
      const system = makeSystem(own, n);
      const rows = Float64Array.from({ length: candidates * dimensions }, makeRandom(9).normal);
      const [means, explained] = [new Float64Array(candidates), new Float64Array(candidates)];
      return () => own.posterior(system, rows, candidates, means, explained);
    },
    1,
  );

const slope = (n: number): Figure =>
  compare(
    `posterior and gradient at a point, n = ${n}`,
    (own) => {
      const system = makeSystem(own, n);
      const row = Float64Array.from({ length: dimensions }, makeRandom(10).normal);
      const out = new Float64Array(2 + 2 * dimensions);
      return () => own.posteriorSlope(system, row, out);
    },
    Math.ceil(10_000 / n),
  );

const milliseconds = (value: number): string => value.toPrecision(3).padStart(9);

function line({ name, compiled, typed, other }: Figure): string {
  const ratios = `${(typed / compiled).toFixed(1)} x fallback${other ? `, ${(other / compiled).toFixed(0)} x ml-matrix` : ''}`;
  const rivals = `${milliseconds(typed)} ${other ? milliseconds(other) : '        -'}`;
  return `${name.padEnd(46)} ${milliseconds(compiled)} ${rivals}   ${ratios}`;
}

/** Prints a line for each kernel and size: milliseconds compiled, in typed arrays and in ml-matrix (d = 10). */
export function kernelFigures(): void {
  console.log(`${'kernel, ms of one core'.padEnd(46)}  compiled  fallback ml-matrix`);
  for (const figure of [factorization, likelihood, scoring, slope]) {
    for (const n of [60, 100, 300, 1000]) console.log(line(figure(n)));
  }
}
