// Minimization of a negative log posterior in a box by its information: damped Newton steps with a matrix that has no negative eigenvalue.
import { at } from '../kernels/at.ts';
import { kernels } from '../kernels/load.ts';
import { solveLower, solveUpper } from '../kernels/triangular.ts';
import { type Box, clip, freeVariables, type Limits, type State, steepness } from './lbfgs.ts';
import { dot } from './vectors.ts';

/** Returns f(x), writes its gradient (d) and, where given, its information (d, d): something like the Hessian that has no negative eigenvalue. */
export type Informed = (x: Float64Array, gradient: Float64Array, information?: Float64Array | null) => number;

/** Where a search has come to, and how much of the step that the information proposes is held back there. */
export type NewtonProgress = State & { readonly information: Float64Array; readonly damping: number };

/** Damping at first, the least there is, and what a refused step leads to at least. */
const [firstDamping, leastDamping, doubt] = [0.1, 0.03, 0.3];
/** By what it grows after a refused step and shrinks after a good one. */
const [growth, relief] = [6, 3];
/** Damping beyond which a small gain says that the step was short, and not that the bottom is near. */
const cautious = 0.2;
/** Of a step in any variable: hyperparameters are logarithms, and the information knows one place only. */
const longest = 1;
const mostTrials = 8;

/** The start (d), moved into the box. */
export const beginNewton = (f: Informed, start: Float64Array, box: Box): NewtonProgress =>
  look(f, clip(start, box), firstDamping);

/** A point of the box that is at least as good as `start` (d), which is left alone. */
export const minimizeNewton = (f: Informed, start: Float64Array, box: Box, limits: Limits): NewtonProgress =>
  advanceNewton(f, beginNewton(f, start, box), box, limits);

function look(f: Informed, x: Float64Array, damping: number): NewtonProgress {
  const [gradient, information] = [new Float64Array(x.length), new Float64Array(x.length ** 2)];
  const value = f(x, gradient, information);
  return { x, value, gradient, information, damping };
}

/**
 * As `minimizeNewton`, from where an earlier search of the same function in the same box has come to. Variables that sit on a bound and are pushed outwards are
 * held; the others take the step of Gilmour, Thompson & Cullis 1995 ("Average information REML"), damped as by Levenberg and Marquardt. L-BFGS needs some
 * twenty evaluations to learn the curvature that the information knows at once (bench/studies/fit-search.md).
 */
export function advanceNewton(
  f: Informed,
  from: NewtonProgress,
  box: Box,
  { iterations, tolerance, gain = 0 }: Limits,
): NewtonProgress {
  let now = from;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const free = freeVariables(now, box);
    if (!(steepness(now.gradient, free) >= tolerance)) break;
    const next = descend(f, now, free, box);
    if (!next) break;
    const enough = Math.max(now.damping > cautious ? 0 : gain, 1e-9 * (1 + Math.abs(next.value)));
    const gained = now.value - next.value;
    now = next;
    if (gained < enough) break;
  }
  return now;
}

/** The first of ever more damped steps that fulfils Armijo's condition; null when none does. */
function descend(f: Informed, now: NewtonProgress, free: Uint8Array, box: Box): NewtonProgress | null {
  let { damping } = now;
  for (let trial = 0; trial < mostTrials; trial++) {
    const step = dampedStep(now, free, damping);
    const next = step ? tryStep(f, now, step, box, Math.max(leastDamping, damping / relief)) : null;
    if (next) return next;
    damping = Math.max(doubt, growth * damping);
  }
  return null;
}

function tryStep(
  f: Informed,
  now: NewtonProgress,
  step: Float64Array,
  box: Box,
  damping: number,
): NewtonProgress | null {
  const goal = now.x.map((v, i) => v + at(step, i));
  const next = look(f, clip(goal, box), damping);
  const moved = next.x.map((v, i) => v - at(now.x, i));
  const promised = dot(now.gradient, moved);
  return Number.isFinite(next.value) && next.value <= now.value + 1e-4 * promised ? next : null;
}

/** −(A + λ(diag A + 1))⁻¹ g over the free variables (d), 0 for the others; null where A is singular all the same, or no number. */
function dampedStep({ gradient, information }: NewtonProgress, free: Uint8Array, damping: number): Float64Array | null {
  const d = gradient.length;
  const places = Array.from(gradient.keys()).filter((i) => free[i]);
  const m = places.length;
  const A = new Float64Array(m * m);
  for (const [r, i] of places.entries()) {
    for (const [c, j] of places.entries()) A[r * m + c] = at(information, i * d + j);
    const corner = r * (m + 1);
    A[corner] = at(A, corner) * (1 + damping) + damping;
  }
  const L = kernels.cholesky(A, m);
  if (!L) return null;
  const part = Float64Array.from(places, (i) => -at(gradient, i));
  solveLower(L, m, m, part);
  solveUpper(L, m, m, part);
  const step = new Float64Array(d);
  for (const [r, i] of places.entries()) step[i] = Math.min(longest, Math.max(-longest, at(part, r)));
  return step;
}
