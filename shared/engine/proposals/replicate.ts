// When everything was tried and values may scatter: the observed point that is most worth another look.
import { makeAcquisition } from '../acquisition/acquisition.ts';
import type { Ask } from '../ask.ts';
import { at } from '../kernels/at.ts';
import { predictBlend } from '../model/blend.ts';
import type { Prepared } from '../model/prepared.ts';
import { leastMean, todays } from '../model/today.ts';
import type { Space } from '../space/space.ts';
import { isStillPossible } from '../space/still-possible.ts';
import { believe, type Choice, mostBelieved } from './propose.ts';

const prefix = 'replicate/';

/** Whether a rule of that name is the one below, which a model has chosen by. */
export const isReplicate = (arm: string): boolean => arm.startsWith(prefix);

/**
 * The observed point of a used-up space with the highest expected improvement of its mean: one that is good, and not yet known well. Not where the
 * user says that values do not scatter: there a repetition tells nothing, and any is as good as another. Null without a model.
 */
export function replicate(space: Space, prepared: Prepared, ask: Ask): Choice | null {
  const member = prepared.members[ask.number % prepared.members.length];
  if (!member || ask.metrics[0]?.noise === 'none') return null;
  const P = space.dimensions.length;
  const { points, n } = prepared.rows;
  const believing = believe(member, ask.pending.slice(-mostBelieved));
  const incumbent = leastMean(member.process, todays(space, points));
  const scores = makeAcquisition(believing.process, prepared.success, 'log-ei', incumbent).score(points, n);
  let best = -1;
  for (let i = 0; i < n; i++) {
    if ((best < 0 || at(scores, i) > at(scores, best)) && isStillPossible(space, points.subarray(i * P, i * P + P)))
      best = i;
  }
  if (best < 0) return null;
  const point = points.slice(best * P, best * P + P);
  const arm = `${prefix}${member.prior}`;
  return { point, source: 'exhausted', arm, predicted: predictBlend(prepared, point, 1) };
}
