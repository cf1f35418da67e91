// The acquisition under the user's priors: places that were believed to be good count for more, the less the more is known.

import { at } from '../kernels/at.ts';
import { logPreference, priorDensity, type UnitPrior } from '../space/parameter-prior.ts';
import type { Space } from '../space/space.ts';
import type { Point } from '../types.ts';
import type { Acquisition } from './acquisition.ts';

/** A budget that was not named counts as so many observations. */
const usualBudget = 50;

/**
 * β/(n + 1), the exponent of the prior after n successful observations (Hvarfner et al., "πBO: Augmenting acquisition functions with user beliefs", 2022,
 * eq. 6, with their β of a tenth of the budget): in the beginning the prior leads, in the end the data does, whatever the prior said.
 */
export const confidenceIn = (successes: number, budget: number | null): number =>
  Math.max(2, (budget ?? usualBudget) / 10) / (successes + 1);

/** From this exponent on, the points that a prior thinks likely are looked at on purpose. */
export const leading = 0.5;

/**
 * The acquisition plus `confidence` times ln π, summed over the parameters with a prior that are active. A prior that the best points so far do not
 * agree with loses its say before the exponent takes it: `best` (the most promising first) are the witnesses.
 */
export function withPriors(
  acquisition: Acquisition,
  space: Space,
  confidence: number,
  best: readonly Point[],
): Acquisition {
  const held = space.dimensions.flatMap(({ prior }, index) =>
    prior ? [{ index, prior, weight: confidence * credit(prior, index, best) }] : [],
  );
  if (held.length === 0) return acquisition;
  const P = space.dimensions.length;
  const score = (points: Float64Array, m: number): Float64Array =>
    acquisition.score(points, m).map((worth, i) => worth + preference(held, points.subarray(i * P)));
  const slope = (point: Point, gradient: Float64Array): number => {
    const value = acquisition.slope(point, gradient);
    for (const { index, prior, weight } of held) {
      const unit = at(point, index);
      if (!Number.isNaN(unit)) gradient[index] = at(gradient, index) + weight * logPreference(prior, unit).slope;
    }
    return value + preference(held, point);
  };
  return { score, slope };
}

type Held = { readonly index: number; readonly prior: UnitPrior; readonly weight: number };

const preference = (held: readonly Held[], point: Point): number =>
  held.reduce((sum, { index, prior, weight }) => {
    const unit = at(point, index);
    return Number.isNaN(unit) ? sum : sum + weight * logPreference(prior, unit).value;
  }, 0);

/** Best points that are asked about a prior. */
const witnesses = 3;

/**
 * Probability that the prior is about this optimum, against that good values may lie anywhere, both equally likely before: the density it gave to where
 * the best points are, against the uniform one. Points drawn from the prior speak for it, so in the beginning it keeps its say.
 */
function credit(prior: UnitPrior, index: number, best: readonly Point[]): number {
  const places = best.map((point) => at(point, index)).filter((unit) => !Number.isNaN(unit));
  const asked = places.slice(0, witnesses);
  if (asked.length === 0) return 1;
  // Several observations with one value, as of a parameter that was just added, do not say where it is good.
  if (places.length > 1 && places.every((place) => place === places[0])) return 1;
  const density = asked.reduce((sum, unit) => sum + priorDensity(prior, unit), 0) / asked.length;
  return density / (1 + density);
}
