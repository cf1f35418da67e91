// What further evaluations are expected to bring, in the user's units.

import { at } from './kernels/at.ts';
import { quantile } from './normal.ts';
import type { Conditioned, Prepared } from './prepared.ts';
import { fittedMeans, posterior } from './process.ts';
import { believe } from './propose.ts';
import type { Point } from './types.ts';
import { backward } from './warp.ts';

/** Middles of 64 slices of equal probability, in standard deviations: enough for a mean that is compared with percents of a range. */
const levels = Float64Array.from({ length: 64 }, (_, i) => quantile((i + 0.5) / 64));

/**
 * By how much the best value is expected to fall over evaluations at `next`, one after the other: the sum of expected improvements, each knowing the
 * points before it at their posterior means. The mean of the members; 0 where there are none.
 */
export function expectedGain({ members }: Pick<Prepared, 'members'>, next: readonly Point[]): number {
  const gains = members.map((member) => gainOf(member, next));
  return gains.reduce((sum, gain) => sum + gain / gains.length, 0);
}

function gainOf(member: Conditioned, next: readonly Point[]): number {
  const least = fittedMeans(member.process).reduce((a, b) => Math.min(a, b), Infinity);
  const best = backward(member.warp, least);
  return next.reduce((sum, point, i) => sum + improvement(believe(member, next.slice(0, i)), point, best), 0);
}

/** E[max(0, best − f)] through the output transform. */
function improvement({ process, warp }: Conditioned, point: Point, best: number): number {
  const { means, variances } = posterior(process, point, 1);
  const [mean, s] = [at(means, 0), Math.sqrt(at(variances, 0))];
  return levels.reduce((sum, z) => sum + Math.max(0, best - backward(warp, mean + s * z)) / levels.length, 0);
}
