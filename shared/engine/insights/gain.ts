// What further evaluations are expected to bring, in the user's units.

import { standingOf } from '../acquisition/feasibility.ts';
import { at } from '../kernels/at.ts';
import type { Conditioned, Prepared } from '../model/prepared.ts';
import { posterior } from '../model/process.ts';
import { quantile } from '../numerics/normal.ts';
import { believe } from '../proposals/propose.ts';
import type { Point } from '../types.ts';
import { backward } from '../values/warp.ts';

/** Middles of 64 slices of equal probability, in standard deviations: enough for a mean that is compared with percents of a range. */
const levels = Float64Array.from({ length: 64 }, (_, i) => quantile((i + 0.5) / 64));

/** How one school sees an optimized metric, the constraint metrics that must hold, and the observed points. */
export type Outlook = {
  readonly target: Conditioned;
  readonly constraints: readonly Conditioned[];
  /** (n, P) */
  readonly observed: Float64Array;
  /** (n) which of them count: eligible ones that are thought to satisfy the constraints; the likeliest to, where there are none. */
  readonly counts: readonly boolean[];
};

type Schools = Pick<Prepared, 'members'>;

/** One a school; none where the optimized metric has no model. `observed` (n, P); `eligible` (n) which of them may count, empty: all. */
export function outlooksOf(
  optimized: Schools,
  constraints: readonly Schools[],
  observed: Float64Array,
  eligible: readonly boolean[] = [],
): Outlook[] {
  return optimized.members.map((target, school) => {
    const own = constraints.flatMap(({ members }) => members[school] ?? []);
    const counts = counting(own, observed, observed.length / target.process.P, eligible);
    return { target, constraints: own, observed, counts };
  });
}

function counting(
  constraints: readonly Conditioned[],
  observed: Float64Array,
  n: number,
  eligible: readonly boolean[],
): readonly boolean[] {
  const { holds, logChance } = standingOf(constraints, observed, n);
  const chances = logChance.map((chance, i) => (eligible[i] === false ? -Infinity : chance));
  const likeliest = chances.indexOf(chances.reduce((a, b) => Math.max(a, b), -Infinity));
  const counts = holds.map((held, i) => held && eligible[i] !== false);
  return counts.includes(true) ? counts : counts.map((_, i) => i === likeliest);
}

/**
 * By how much the best value is expected to fall over evaluations at `next`, one after the other: the sum of expected improvements times the probability that
 * the constraints hold there, each knowing the points before it at their posterior means, over what these are expected to leave of the best value. The mean of
 * the schools; 0 where there are none.
 */
export function expectedGain(outlooks: readonly Outlook[], next: readonly Point[]): number {
  const gains = outlooks.map((outlook) => gainOf(outlook, next));
  return gains.reduce((sum, gain) => sum + gain / gains.length, 0);
}

function gainOf({ target, constraints, observed, counts }: Outlook, next: readonly Point[]): number {
  const { means } = posterior(target.process, observed, counts.length);
  const least = means.reduce((least, mean, i) => (counts[i] ? Math.min(least, mean) : least), Infinity);
  const best = backward(target.warp, least);
  return next.reduce((fallen, point, i) => {
    const chance = Math.exp(at(standingOf(constraints, point, 1).logChance, 0));
    return fallen + chance * improvement(believe(target, next.slice(0, i)), point, best - fallen);
  }, 0);
}

/** E[max(0, best − f)] through the output transform. */
function improvement({ process, warp }: Conditioned, point: Point, best: number): number {
  const { means, variances } = posterior(process, point, 1);
  const [mean, s] = [at(means, 0), Math.sqrt(at(variances, 0))];
  return levels.reduce((sum, z) => sum + Math.max(0, best - backward(warp, mean + s * z)) / levels.length, 0);
}
