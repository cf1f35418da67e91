// One optimized metric: the point that its model finds most worth trying.
import {
  type Acquisition,
  addUp,
  makeAcquisition,
  mayWork,
  type Rule,
  successTerm,
} from '../acquisition/acquisition.ts';
import { average } from '../acquisition/average.ts';
import { effortFor } from '../acquisition/effort.ts';
import { fence } from '../acquisition/fence.ts';
import { withInterior } from '../acquisition/interior.ts';
import { survey } from '../acquisition/maximize.ts';
import { confidenceIn, leading, withPriors } from '../acquisition/preference.ts';
import type { Ask } from '../ask.ts';
import { at, item } from '../kernels/at.ts';
import { predictBlend } from '../model/blend.ts';
import { warpedVariances } from '../model/evidence.ts';
import type { Conditioned, Prepared } from '../model/prepared.ts';
import { appendRows, fittedMeans, type Process, posterior } from '../model/process.ts';
import { mostlyReported } from '../model/scatter.ts';
import { leastMean, todays } from '../model/today.ts';
import { makeRandom } from '../numerics/random.ts';
import { median } from '../numerics/statistics.ts';
import { stack } from '../numerics/vectors.ts';
import { type Branch, isIn, leadersOf } from '../space/branches.ts';
import type { Space } from '../space/space.ts';
import type { Taken } from '../space/taken.ts';
import type { Point, Proposal } from '../types.ts';
import { consider } from './considered.ts';
import { again, keptOff } from './repeat.ts';
import { secondLookDue, seenToScatter } from './second-look.ts';
import { isOnShelf } from './shelf.ts';
import { elsewhere, tellNothing } from './silence.ts';

/** A point with its reasons. */
export type Choice = Pick<Proposal, 'point' | 'source' | 'arm'> & Partial<Pick<Proposal, 'predicted' | 'considered'>>;

/**
 * Two models take turns by the number of the ask, and the one with the exploring prior asks by confidence bound every third time: where one of them is
 * stuck in a wrong explanation of the data, the other one's point corrects it. Measured on two suites, this did better than either model alone.
 * Null when there is no model, or every point of a finite space is taken. `branch`: the part of a conditional space to stay in, which is all that `prepared`
 * knows.
 */
export function propose(
  space: Space,
  prepared: Prepared,
  ask: Ask,
  taken: Taken,
  branch: Branch | null = null,
): Choice | null {
  const member = prepared.members[ask.number % prepared.members.length];
  if (!member) return null;
  const open = branch ? ask.pending.filter((point) => isIn(branch, point)) : ask.pending;
  const means = fittedMeans(member.process);
  const inside = todays(space, prepared.rows.points);
  const best = ranked(prepared, means, inside);
  const rule: Rule = !branch && member.prior === 'independent' && ask.number % 3 === 2 ? 'ucb' : 'log-ei';
  const believing = believe(member, open.slice(-mostBelieved));
  const [first] = best;
  if (!branch && first && secondLookDue(space, prepared, ask))
    return { point: first, source: 'model', arm: 'again', predicted: predictBlend(prepared, first, 1) };
  const noise = runNoise(space, prepared, member, ask);
  const worth = worthOf(prepared, believing, rule, noise, inside);
  const fenced = branch ? addUp([worth, fence((point) => isIn(branch, point))]) : worth;
  const confidence = confidenceIn(prepared.rows.n, ask.budget);
  const bends = bendsOf(space, member);
  const lucky = noise === 0 && tellNothing(prepared);
  const acquisition = withInterior(withPriors(fenced, space, confidence, best), space, best, { bends, lucky });
  const found = survey({
    believing: confidence > leading,
    ...{ space, acquisition, taken: keptOff(space, taken, prepared, member, best, ask) },
    ...{ lengths: lengthsOf(space, member), bends },
    best: best.slice(0, 8),
    leaders: leadersOf(space, best),
    effort: effortFor(believing.process.inputs.n),
    random: makeRandom(ask.seed, 2, ask.number),
  });
  const [point] = found;
  if (!point) return null;
  const arm = `${branch ? 'branch' : rule}/${member.prior}`;
  // Where values are known to scatter a known point may be worth another evaluation.
  const shelf = isOnShelf(prepared, member, point);
  const circumstances = { ...ask, works: mayWork(prepared.success), lucky, shelf, best: first };
  const other = branch || noise > 0 ? null : elsewhere(space, point, taken, circumstances);
  const places = other ? [other.point, ...found] : found;
  return {
    ...{ point, source: 'model', arm: taken.has(point) ? again(arm) : arm },
    ...other,
    predicted: predictBlend(prepared, other?.point ?? point, 1),
    considered: consider(prepared, places, { arm, prior: member.prior }),
  };
}

/**
 * What trying a point is worth by the rule: in the eyes of the school, or of all its draws together where there are any. The mark to beat is the least that is
 * expected of a known point that lies `inside`, open ones among them: what one of these promises already is not asked for twice.
 */
export function worthOf(
  { success }: Prepared,
  { process, draws }: Conditioned,
  rule: Rule,
  noise: number,
  inside: readonly boolean[],
): Acquisition {
  const mark = (known: Process): number => leastMean(known, inside);
  if (draws.length === 0) return makeAcquisition(process, success, rule, mark(process), noise);
  const parts = draws.map((draw) => makeAcquisition(draw, null, rule, mark(draw), noise));
  return success ? addUp([average(parts, rule), successTerm(success)]) : average(parts, rule);
}

/** Variance of a single evaluation, in warped units, where deviations are reported, the user says that there is noise, or a second look has shown it; else 0. */
export function runNoise(space: Space, prepared: Prepared, member: Conditioned, { metrics }: Ask): number {
  const { warp, noise } = member;
  const { rows } = prepared;
  const isNoisy = metrics[0]?.noise === 'known' || mostlyReported(rows) || seenToScatter(space, prepared, member);
  // A row may be the mean of several evaluations, each of which scatters more.
  return isNoisy ? median(warpedVariances(warp, rows).map((variance, i) => noise + variance * at(rows.counts, i))) : 0;
}

/** Rows that open points may add to the matrix; the last ones, which were asked for last, are the likeliest to be under way. */
export const mostBelieved = 200;

/** Open points count as observed at their posterior mean: the mean stays, the uncertainty around them goes. */
export function believe(member: Conditioned, pending: readonly Point[]): Conditioned {
  if (pending.length === 0) return member;
  const points = stack(pending);
  const noise = new Float64Array(pending.length).fill(member.noise);
  const believing = (process: Process): Process =>
    appendRows(process, points, posterior(process, points, pending.length).means, noise);
  return { ...member, process: believing(member.process), draws: member.draws.map(believing) };
}

/** (P) lengthscales of numeric parameters, 1 for all others. */
export function lengthsOf(space: Space, { process }: Conditioned): Float64Array {
  const lengths = new Float64Array(space.dimensions.length).fill(1);
  const { numeric, direction } = process.embedding;
  for (const [k, i] of numeric.entries()) {
    const shared = direction ? item(direction, k) * at(process.inverse, numeric.length) : 0;
    lengths[i] = 1 / Math.hypot(at(process.inverse, k), shared);
  }
  return lengths;
}

/** (P) how the school sees each range bent; null: as it is, or linear constraints hold, which are straight on ranges as they were given. */
export function bendsOf(space: Space, { process }: Conditioned): Float64Array | null {
  const { numeric, bends } = process.embedding;
  if (!bends || space.region) return null;
  const all = new Float64Array(space.dimensions.length);
  for (const [k, i] of numeric.entries()) all[i] = item(bends, k);
  return all;
}

/** The observed points that count (`inside`), the one with the lowest posterior mean first. */
export function ranked({ rows: { points } }: Prepared, means: Float64Array, inside: readonly boolean[]): Point[] {
  const P = points.length / Math.max(1, means.length);
  const order = Array.from(means.keys()).filter((i) => inside[i]);
  order.sort((a, b) => at(means, a) - at(means, b));
  return order.map((i) => points.slice(i * P, i * P + P));
}
