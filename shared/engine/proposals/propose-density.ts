// A point by the ratio of two densities, for spaces of so many branches that a model cannot know each of them: where good points lie and others do not.

import { makeParzen } from '../acquisition/parzen.ts';
import type { Ask } from '../ask.ts';
import { predictBlend } from '../model/blend.ts';
import type { Prepared } from '../model/prepared.ts';
import { fittedMeans } from '../model/process.ts';
import { todays } from '../model/today.ts';
import { makeRandom } from '../numerics/random.ts';
import { isAllowed } from '../space/confine.ts';
import type { Space } from '../space/space.ts';
import type { Taken } from '../space/taken.ts';
import type { Point } from '../types.ts';
import { consider } from './considered.ts';
import { hasManyBranches } from './neglect.ts';
import { type Choice, ranked } from './propose.ts';

/** Two asks of eight: one of either school's. */
const [every, turns] = [8, [3, 6]];
/** Good are the best tenth of the points, and of many points so many. */
const mostGood = 25;
/** Others that are compared with, evenly from the best of them to the worst: an ask costs as much as there are. */
const mostOthers = 400;
/** Drawn from the density of the good ones. */
const candidates = 64;
/** Asked whether they are taken, which costs as much as there are observations; when all are, the turn goes to the model. */
const mostLooked = 8;

/**
 * The likeliest of some good points to be no bad one (Bergstra et al. 2011, equation 13). It knows a branch by its good points alone and joins what good points have in
 * common, where the model must first believe that one branch tells of another. Null when it is another ask's turn, or the space has few branches. `prepared`: of a single metric.
 */
export function proposeByDensity(space: Space, prepared: Prepared, ask: Ask, taken: Taken): Choice | null {
  const member = prepared.members[ask.number % prepared.members.length];
  if (!member || space.tasks || !turns.includes(ask.number % every) || !hasManyBranches(space)) return null;
  const best = ranked(prepared, fittedMeans(member.process), todays(space, prepared.rows.points));
  const good = Math.min(mostGood, Math.ceil(0.1 * best.length));
  const others = [...thin(best.slice(good)), ...failed(prepared, space), ...ask.pending];
  const found = survey(space, best.slice(0, good), others, ask)
    .slice(0, mostLooked)
    .filter((point) => !taken.has(point));
  const [point] = found;
  if (!point) return null;
  const considered = consider(prepared, found, { arm, prior: member.prior });
  return { point, source: 'model', arm, predicted: predictBlend(prepared, point, 1), considered };
}

const arm = 'density-ratio';

/** Points that are allowed, the highest ratio first. */
function survey(space: Space, good: readonly Point[], others: readonly Point[], ask: Ask): Point[] {
  const random = makeRandom(ask.seed, 11, ask.number);
  const [promising, usual] = [makeParzen(space, good), makeParzen(space, others)];
  return Array.from({ length: candidates }, () => promising.draw(random))
    .filter((point) => isAllowed(space, point))
    .map((point) => ({ point, score: promising.log(point) - usual.log(point) }))
    .sort((a, b) => b.score - a.score)
    .map(({ point }) => point);
}

function thin(points: readonly Point[]): Point[] {
  const step = Math.max(1, points.length / mostOthers);
  return points.filter((_, i) => Math.floor(i / step) > Math.floor((i - 1) / step));
}

/** The latest of the failed points. */
function failed({ failures }: Prepared, { dimensions: { length: P } }: Space): Point[] {
  const n = failures.length / P;
  return Array.from({ length: Math.min(n, mostOthers) }, (_, i) => failures.subarray((n - 1 - i) * P, (n - i) * P));
}
