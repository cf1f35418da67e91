// Minimization in a box: projected L-BFGS with a backtracking line search.
import { at } from '../kernels/at.ts';
import { dot } from './vectors.ts';

/** Returns f(x) and writes its gradient (d). */
export type Differentiable = (x: Float64Array, gradient: Float64Array) => number;

export type Box = { readonly lower: Float64Array; readonly upper: Float64Array };

export type Limits = {
  readonly iterations: number;
  /** Largest projected gradient entry that counts as flat. */
  readonly tolerance: number;
  /** Least gain of a step that makes another one worth while; default 0. */
  readonly gain?: number;
};

type Pair = { readonly step: Float64Array; readonly change: Float64Array; readonly inverse: number };
/** A point of the box (d) and what f says of it. */
export type State = { readonly x: Float64Array; readonly value: number; readonly gradient: Float64Array };
/** Where a search has come to, and what it has learned of the curvature on the way. */
export type Progress = State & { readonly pairs: readonly Pair[] };

/** The one that is further down; the first where they are level. */
export const better = <T extends State>(a: T, b: T): T => (b.value < a.value ? b : a);

/** The box with `count` unknowns more, each of at most `most` in size. */
export const widen = ({ lower, upper }: Box, count: number, most: number): Box => ({
  lower: Float64Array.of(...lower, ...Array<number>(count).fill(-most)),
  upper: Float64Array.of(...upper, ...Array<number>(count).fill(most)),
});

const memory = 8;

/** Adds factor·b to the free entries of a. */
function add(a: Float64Array, factor: number, b: Float64Array, free: Uint8Array): void {
  for (let i = 0; i < a.length; i++) if (free[i]) a[i] = at(a, i) + factor * at(b, i);
}

/**
 * A point of the box that is at least as good as `start` (d), which is left alone. Variables that sit on a bound and are pushed outwards are
 * held; the others take a quasi-Newton step (Nocedal & Wright 2006, algorithm 7.4), cut to the box, halved until it descends enough.
 */
export const minimize = (f: Differentiable, start: Float64Array, box: Box, limits: Limits): Progress =>
  advance(f, begin(f, start, box), box, limits);

/** The start (d), moved into the box. */
export const begin = (f: Differentiable, start: Float64Array, box: Box): Progress => ({
  ...evaluate(f, clip(start, box)),
  pairs: [],
});

/** As `minimize`, from where an earlier search of the same function in the same box has come to. */
export function advance(f: Differentiable, from: Progress, box: Box, limits: Limits): Progress {
  let now: State = from;
  let { pairs } = from;
  for (let iteration = 0; iteration < limits.iterations; iteration++) {
    const free = freeVariables(now, box);
    const steepest = steepness(now.gradient, free);
    if (!(steepest >= limits.tolerance)) break;
    let direction = quasiNewton(now.gradient, free, pairs, steepest);
    if (!(dot(now.gradient, direction) < 0)) {
      pairs = [];
      direction = quasiNewton(now.gradient, free, pairs, steepest);
    }
    const next = descend(f, now, direction, box);
    if (!next) break;
    pairs = remember(pairs, now, next);
    const gain = now.value - next.value;
    now = next;
    if (gain < Math.max(limits.gain ?? 0, 1e-9 * (1 + Math.abs(now.value)))) break;
  }
  return { ...now, pairs };
}

function evaluate(f: Differentiable, x: Float64Array): State {
  const gradient = new Float64Array(x.length);
  const value = f(x, gradient);
  return { x, value, gradient };
}

/** The nearest point of the box. */
export const clip = (x: Float64Array, { lower, upper }: Box): Float64Array =>
  x.map((v, i) => Math.min(at(upper, i), Math.max(at(lower, i), v)));

/** (d) 0 for each variable that sits on a bound and is pushed outwards, 1 for the others. */
export function freeVariables({ x, gradient }: State, { lower, upper }: Box): Uint8Array {
  return Uint8Array.from(x, (v, i) => {
    const held = (v <= at(lower, i) && at(gradient, i) > 0) || (v >= at(upper, i) && at(gradient, i) < 0);
    return held ? 0 : 1;
  });
}

/** Largest entry of the gradient (d) among the free variables. */
export function steepness(gradient: Float64Array, free: Uint8Array): number {
  let most = 0;
  for (let i = 0; i < gradient.length; i++) if (free[i]) most = Math.max(most, Math.abs(at(gradient, i)));
  return most;
}

/** Two-loop recursion over the free variables. Without memory: steepest descent, at most half a unit in any variable. */
function quasiNewton(gradient: Float64Array, free: Uint8Array, pairs: readonly Pair[], steepest: number): Float64Array {
  const direction = gradient.map((g, i) => (free[i] ? -g : 0));
  const shares: number[] = [];
  for (const { step, change, inverse } of pairs.toReversed()) {
    const share = dot(step, direction) * inverse;
    shares.push(share);
    add(direction, -share, change, free);
  }
  const last = pairs.at(-1);
  const scale = last ? 1 / (last.inverse * dot(last.change, last.change)) : Math.min(1, 0.5 / steepest);
  for (let i = 0; i < direction.length; i++) direction[i] = at(direction, i) * scale;
  for (const { step, change, inverse } of pairs) {
    const share = shares.pop() ?? 0;
    add(direction, share - dot(change, direction) * inverse, step, free);
  }
  return direction;
}

/** The first of ever shorter steps that fulfils Armijo's condition along the projected path; null when none does. */
function descend(f: Differentiable, now: State, direction: Float64Array, box: Box): State | null {
  let length = 1;
  for (let trial = 0; trial < 12; trial++) {
    const next = evaluate(
      f,
      clip(
        now.x.map((v, i) => v + length * at(direction, i)),
        box,
      ),
    );
    const promised = dot(
      now.gradient,
      next.x.map((v, i) => v - at(now.x, i)),
    );
    if (next.value <= now.value + 1e-4 * promised && Number.isFinite(next.value)) return next;
    length *= trial < 2 ? 0.5 : 0.2;
  }
  return null;
}

/** Keeps the newest pairs with clearly positive curvature, which keeps the implied Hessian positive definite. */
function remember(pairs: readonly Pair[], from: State, to: State): Pair[] {
  const step = to.x.map((v, i) => v - at(from.x, i));
  const change = to.gradient.map((g, i) => g - at(from.gradient, i));
  const curvature = dot(step, change);
  if (!(curvature > 1e-10 * dot(change, change))) return [...pairs];
  return [...pairs.slice(1 - memory), { step, change, inverse: 1 / curvature }];
}
