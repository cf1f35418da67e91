// The wide search for the hyperparameters of one explanation: scouts look around, and the best find is followed to its end.
import { type Box, type Differentiable, type Limits, minimize } from './lbfgs.ts';
import { startTheta, type Theta } from './prior.ts';
import type { Random } from './random.ts';

export type Terrain = {
  /** −ln posterior of θ, given all rows of the fit. */
  readonly cost: Differentiable;
  /** The same given few rows, for scouts: the valleys lie in the same places, and an evaluation is cheap. Equal to `cost` where rows are few. */
  readonly sketch: Differentiable;
  readonly box: Box;
};

export type Result = { readonly x: Theta; readonly value: number };

/**
 * The best θ (width + 2) that can be found from `openings` (at least one). `known`, one of them or null, was learned from nearly the same
 * rows, so it is also compared as it stands.
 */
export function search(
  { cost, sketch, box }: Terrain,
  openings: readonly Theta[],
  known: Theta | null,
  limits: Limits,
): Result {
  const scouted = openings.map((opening) => minimize(sketch, opening, box, limits)).reduce(better);
  if (sketch === cost) return scouted;
  const found = judge(cost, scouted.x);
  return minimize(cost, (known ? better(found, judge(cost, known)) : found).x, box, limits);
}

const better = (a: Result, b: Result): Result => (b.value < a.value ? b : a);

const judge = (cost: Differentiable, x: Theta): Result => ({ x, value: cost(x, new Float64Array(x.length)) });

/** Where a search that looks around begins: the default, what was known, and `restarts` random places. */
export function openings(width: number, known: Theta | null, restarts: number, random: Random): Theta[] {
  const fresh = startTheta(width);
  const scattered = Array.from({ length: restarts }, () => scatter(fresh, random));
  return [fresh, ...(known ? [known] : []), ...scattered];
}

/** A random start around the default: lengthscales by a factor of about 2, the noise by about 4. */
function scatter(theta: Theta, random: Random): Theta {
  const width = theta.length - 2;
  return theta.map((t, k) => (k < width ? t + 0.8 * random.normal() : k === width ? t : t + 1.5 * random.normal()));
}
