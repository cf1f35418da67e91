// The wide search for the hyperparameters of one explanation: scouts set out from several places, and the one ahead is followed.

import { startTheta, type Theta } from '../model/prior.ts';
import { type Box, better, type Limits } from '../numerics/lbfgs.ts';
import { advanceNewton, beginNewton, type Informed, type NewtonProgress } from '../numerics/newton.ts';
import type { Random } from '../numerics/random.ts';

export type Terrain = {
  /** −ln posterior of θ, given all rows of the fit. */
  readonly cost: Informed;
  /** The same given few rows, for scouts: the valleys lie in the same places, and an evaluation is cheap. Equal to `cost` where rows are few. */
  readonly sketch: Informed;
  readonly box: Box;
};

/** After four steps a start that leads to a worse valley is behind (bench/studies/fit-search.md). */
const glance: Limits = { iterations: 4, tolerance: 1e-2 };

/**
 * Where the best of the scouts that start from `openings` (at least one) has come to. `known`, one of them or null, was learned from nearly the same
 * rows, so it is also compared as it stands.
 */
export function scout({ cost, sketch, box }: Terrain, openings: readonly Theta[], known: Theta | null): NewtonProgress {
  const ahead = openings
    .map((opening) => advanceNewton(sketch, beginNewton(sketch, opening, box), box, glance))
    .reduce(better);
  if (sketch === cost) return ahead;
  const found = beginNewton(cost, ahead.x, box);
  return known ? better(found, beginNewton(cost, known, box)) : found;
}

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
