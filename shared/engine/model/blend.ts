// What the members of a model expect together: each takes the same part in one mixed distribution, in the user's units.
import { at } from '../kernels/at.ts';
import { distribution, ninetieth } from '../numerics/normal.ts';
import type { Prediction } from '../types.ts';
import { backward, forwardUncut } from '../values/warp.ts';
import type { Conditioned, Prepared } from './prepared.ts';
import { posterior } from './process.ts';

/** Mean and deviation of one member at one point, in its own warped units. */
type Belief = { readonly member: Conditioned; readonly mean: number; readonly deviation: number };

/**
 * Median and central 80 % interval of the function (without the noise of a measurement) at m points (m, P). The members explain the same data in
 * different ways, so where they disagree the interval spans both explanations. None where the model has no members.
 */
export function predictBlend({ members }: Pick<Prepared, 'members'>, points: Float64Array, m: number): Prediction[] {
  if (members.length === 0) return [];
  const beliefs = members.map((member) => ({ member, ...posterior(member.process, points, m) }));
  return Array.from({ length: m }, (_, i) => {
    const here = beliefs.map(({ member, means, variances }) => {
      return { member, mean: at(means, i), deviation: Math.sqrt(at(variances, i)) };
    });
    return { mean: quantile(here, 0), low: quantile(here, -ninetieth), high: quantile(here, ninetieth) };
  });
}

/** Where the mixed distribution reaches Φ(z): between the least and the greatest of the members' own quantiles, found by halving. */
function quantile(beliefs: readonly Belief[], z: number): number {
  const own = beliefs.map(({ member, mean, deviation }) => backward(member.warp, mean + z * deviation));
  let [low, high] = [Math.min(...own), Math.max(...own)];
  const target = distribution(z);
  for (let i = 0; i < 60 && high > low; i++) {
    const middle = 0.5 * low + 0.5 * high;
    if (middle <= low || middle >= high) break;
    if (below(beliefs, middle) < target) low = middle;
    else high = middle;
  }
  return 0.5 * low + 0.5 * high;
}

/** Probability that the value is at most y. */
const below = (beliefs: readonly Belief[], y: number): number =>
  beliefs.reduce(
    (sum, { member, mean, deviation }) => sum + distribution((forwardUncut(member.warp, y) - mean) / deviation),
    0,
  ) / beliefs.length;
