// The compiled kernels: gives them their data and fetches their results.
import { type Arena, begin, type Memory, makeArena, put, take } from './arena.ts';
import { at } from './at.ts';
import { type Inputs, padded, padWithIdentity } from './covariance.ts';
import type { Added, Evaluation, Kernels, Sample, System } from './kernels.ts';
import { packedLength, unpadded } from './packed.ts';
import { type Laid, layInputs, type Residents, settle } from './residents.ts';

type Call = (...values: readonly number[]) => number;

/** What the module exports (assembly/); places in its memory are in bytes. */
export type Exports = {
  readonly memory: Memory;
  readonly heapStart: () => number;
} & {
  readonly [name in 'cholesky' | 'likelihood' | 'factor' | 'apply' | 'extend' | 'posterior' | 'posteriorSlope']: Call;
};

type Machine = { readonly exports: Exports; readonly arena: Arena; readonly residents: Residents };

/** Kernels of an instance, whose memory is theirs alone. */
export function assemblyKernels(exports: Exports): Kernels {
  const machine = { exports, arena: makeArena(exports.memory, exports.heapStart()), residents: new WeakMap() };
  return {
    kind: 'wasm-simd',
    evaluate: (sample) => evaluate(machine, sample),
    cholesky: (A, n) => cholesky(machine, A, n),
    factorize: (inputs, signal, noise) => factorize(machine, inputs, signal, noise),
    extend: (inputs, signal, factor, added) => extend(machine, inputs, signal, factor, added),
    solve: (factor, targets) => solve(machine, factor, targets),
    posterior: (system, rows, m, means, explained) => posterior(machine, system, rows, m, means, explained),
    posteriorSlope: (system, row, out) => posteriorSlope(machine, system, row, out),
  };
}

function evaluate({ exports, arena }: Machine, { inputs, signal, noise, targets, learned }: Sample): Evaluation | null {
  const { n, numeric, coded } = inputs;
  const ld = padded(n);
  begin(arena);
  const { columns, weights } = layInputs(arena, inputs);
  const [sigma, y] = [put(arena, noise), put(arena, targets, ld)];
  const [K, slope, U] = [take(arena, ld * ld), take(arena, ld * ld), take(arena, ld * ld)];
  const [z, pivots, alpha] = [take(arena, ld), take(arena, ld), take(arena, ld)];
  const contraction = take(arena, numeric + coded);
  const D = numeric + coded + 2;
  const [slack, Q, information] = learned
    ? [put(arena, learned), take(arena, (D + 1) * ld), take(arena, D * D)]
    : [0, 0, 0];
  const quadratic = exports.likelihood(
    ...([8 * columns, n, numeric, coded, 8 * weights, signal, 8 * sigma, 8 * y] as const),
    ...([8 * K, 8 * slope, 8 * U, 8 * z, 8 * pivots, 8 * alpha, 8 * contraction] as const),
    ...([8 * slack, 8 * Q, 8 * information] as const),
  );
  if (!(quadratic >= 0)) return null;
  const { view } = arena;
  return {
    quadratic,
    logPivots: sumOfLogarithms(view, pivots, n),
    alpha: view.slice(alpha, alpha + n),
    diagonal: strided(view, K, ld + 1, n),
    contraction: view.slice(contraction, contraction + numeric + coded),
    information: learned ? view.slice(information, information + D * D) : null,
  };
}

function sumOfLogarithms(view: Float64Array, place: number, n: number): number {
  let sum = 0;
  for (let i = place; i < place + n; i++) sum += Math.log(at(view, i));
  return sum;
}

/** Every `step`-th number, n in all. */
function strided(view: Float64Array, place: number, step: number, n: number): Float64Array {
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) out[i] = at(view, place + i * step);
  return out;
}

function cholesky({ exports, arena }: Machine, A: Float64Array, n: number): Float64Array | null {
  const ld = padded(n);
  begin(arena);
  const K = take(arena, ld * ld);
  for (let i = 0; i < n; i++) arena.view.set(A.subarray(i * n, i * n + i + 1), K + i * ld);
  padWithIdentity(arena.view.subarray(K), n, ld);
  return exports.cholesky(8 * K, ld) ? unpadded(arena.view.subarray(K), n, ld) : null;
}

function factorize({ exports, arena }: Machine, inputs: Inputs, signal: number, noise: Float64Array) {
  const { n, numeric, coded } = inputs;
  const ld = padded(n);
  begin(arena);
  const { columns, weights } = layInputs(arena, inputs);
  const sigma = put(arena, noise);
  const [K, U, W] = [take(arena, ld * ld), take(arena, ld * ld), take(arena, packedLength(n))];
  const done = exports.factor(
    ...([8 * columns, n, numeric, coded, 8 * weights, signal, 8 * sigma, 8 * K, 8 * U, 8 * W] as const),
  );
  return done ? arena.view.slice(W, W + packedLength(n)) : null;
}

function extend(
  { exports, arena }: Machine,
  inputs: Inputs,
  signal: number,
  factor: Float64Array,
  { noise, least }: Added,
): Float64Array {
  const { n, numeric, coded } = inputs;
  const ld = padded(n);
  begin(arena);
  const { columns, weights } = layInputs(arena, inputs);
  const [sigma, floor] = [put(arena, noise), put(arena, least)];
  const W = put(arena, factor, packedLength(n));
  const [k, w] = [take(arena, ld), take(arena, ld)];
  exports.extend(
    ...([8 * columns, n - noise.length, n, numeric, coded, 8 * weights, signal] as const),
    ...([8 * sigma, 8 * floor, 8 * W, 8 * k, 8 * w] as const),
  );
  return arena.view.slice(W, W + packedLength(n));
}

function solve({ exports, arena }: Machine, factor: Float64Array, targets: Float64Array): Float64Array {
  const ld = padded(targets.length);
  begin(arena);
  const [W, k, w] = [put(arena, factor), put(arena, targets, ld), take(arena, ld)];
  exports.apply(8 * W, ld / 4, 8 * k, 8 * w);
  return arena.view.slice(w, w + targets.length);
}

/** The first arguments of what asks a system. */
const address = ({ inputs, signal }: System, { columns, weights }: Laid) =>
  [8 * columns, inputs.n, inputs.numeric, inputs.coded, 8 * weights, signal] as const;

/** Points whose covariances are in memory together. */
const block = 32;

function posterior(
  { exports, arena, residents }: Machine,
  system: System,
  rows: Float64Array,
  m: number,
  means: Float64Array,
  explained: Float64Array,
): void {
  const width = system.inputs.numeric + system.inputs.coded;
  const full = padded(m);
  const resident = settle(arena, residents, system);
  begin(arena);
  const points = put(arena, rows.subarray(0, m * width), full * width);
  const work = take(arena, Math.min(full, block) * padded(system.inputs.n));
  const [mean, explain] = [take(arena, full), take(arena, full)];
  exports.posterior(
    ...address(system, resident),
    ...([8 * resident.W, 8 * resident.alpha, 8 * points, full, 8 * work, 8 * mean, 8 * explain] as const),
  );
  means.set(arena.view.subarray(mean, mean + m));
  explained.set(arena.view.subarray(explain, explain + m));
}

function posteriorSlope({ exports, arena, residents }: Machine, system: System, row: Float64Array, out: Float64Array) {
  const { n, numeric } = system.inputs;
  const ld = padded(n);
  const resident = settle(arena, residents, system);
  begin(arena);
  const x = put(arena, row);
  const [k, slope, w, result] = [take(arena, ld), take(arena, ld), take(arena, ld), take(arena, 2 + 2 * numeric)];
  exports.posteriorSlope(
    ...address(system, resident),
    ...([8 * resident.W, 8 * resident.alpha, 8 * x, 8 * k, 8 * slope, 8 * w, 8 * result] as const),
  );
  out.set(arena.view.subarray(result, result + 2 + 2 * numeric));
}
