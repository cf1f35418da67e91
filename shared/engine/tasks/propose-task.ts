// One optimized metric with tasks: the point most worth a full run, and the task that it is run as now.
import { addUp, type Rule } from '../acquisition/acquisition.ts';
import { effortFor } from '../acquisition/effort.ts';
import { fence } from '../acquisition/fence.ts';
import { withInterior } from '../acquisition/interior.ts';
import { maximize } from '../acquisition/maximize.ts';
import { confidenceIn, leading, withPriors } from '../acquisition/preference.ts';
import type { Ask } from '../ask.ts';
import { at } from '../kernels/at.ts';
import { predictBlend } from '../model/blend.ts';
import { levelAt } from '../model/levels.ts';
import type { Conditioned, Prepared } from '../model/prepared.ts';
import { fittedMeans, posterior } from '../model/process.ts';
import { todays } from '../model/today.ts';
import { distribution } from '../numerics/normal.ts';
import { makeRandom } from '../numerics/random.ts';
import { concatenate, unstack } from '../numerics/vectors.ts';
import { believe, bendsOf, type Choice, lengthsOf, mostBelieved, runNoise, worthOf } from '../proposals/propose.ts';
import { type Branch, isIn } from '../space/branches.ts';
import { atFull, full, withoutTask, withTask } from '../space/full-task.ts';
import type { Space } from '../space/space.ts';
import { isStillPossible } from '../space/still-possible.ts';
import type { Taken } from '../space/taken.ts';
import type { Point, Prediction } from '../types.ts';
import { bestTask } from './choice.ts';
import { alwaysFails } from './failing.ts';
import { isFullTurn, spendingOf } from './full-turn.ts';
import { marks } from './marks.ts';
import { isProbeTurn } from './probe.ts';
import { fullAcquisition } from './target.ts';

/** What is taken: any run, and points of the target space where the full task was run or is open. */
type TakenRuns = { readonly any: Taken; readonly full: Taken };

/** What an ask with tasks looks at. */
export type TaskScene = {
  readonly space: Space;
  /** The space without its tasks. */
  readonly target: Space;
  readonly prepared: Prepared;
  /** All runs so far, open ones included, the newest last. */
  readonly runs: readonly Point[];
  readonly ask: Ask;
  readonly taken: TakenRuns;
};

/** A promising point that was only run cheaply gets its full run when it beats the best full one with this probability. */
const promotion = 0.7;

/**
 * The acquisition, the same as without tasks (all draws of the school, reluctant at the faces), is maximised as if the full task were to be run; the task is
 * chosen after the point, by what it tells about the full one for its cost (the two steps of Swersky, Snoek & Adams 2013, §3.3, with variance in the place of
 * entropy). The best point of cheap runs is run in full when it promises to win; where cheap runs are not believed, all are full. Null when there is no model, or
 * every full run of a finite space is taken. `branch`: the part of a conditional space to stay in, which is all that the models know: its best point is not the
 * best of all, so nothing is promoted.
 */
export function proposeTask(scene: TaskScene, branch: Branch | null = null): Choice | null {
  const { space, prepared, runs, ask } = scene;
  const member = prepared.members[ask.number % prepared.members.length];
  if (!member) return null;
  const open = openRuns(ask, prepared).filter((point) => !branch || isIn(branch, point));
  const believing = believe(member, open);
  const standing = standings(space, prepared, member);
  const isTurn = prepared.model.fullAlone === true || isFullTurn(spendingOf(space, runs), ask.budget);
  const known = branch ? null : revisit(scene, believing, standing, isTurn);
  if (known) return run(prepared, known.point, full, known.rule, member);
  const rule: Rule = !branch && member.prior === 'independent' && ask.number % 3 === 2 ? 'ucb' : 'log-ei';
  const point = mostWorth(scene, { member, believing, rule, open, branch }, standing);
  if (!point) return null;
  const unit = isTurn ? full : bestTask(space, believing, point, isOut(scene));
  return run(prepared, point, unit, branch ? 'branch' : rule, member);
}

/** A known point that is run in full now, and why; null: the search goes on for a new one. */
function revisit(
  { target, runs, ask, taken }: TaskScene,
  believing: Conditioned,
  standing: Standings,
  isTurn: boolean,
) {
  const promoted = promote(target, believing, standing, taken, isTurn);
  const probe = (promoted || isTurn) && isProbeTurn(runs, ask.budget) ? worst(target, standing, taken) : null;
  if (probe) return { point: probe, rule: 'probe' };
  return promoted && { point: promoted, rule: 'promote' };
}

/** What the search for a new point goes by. */
type Look = {
  readonly member: Conditioned;
  readonly believing: Conditioned;
  readonly rule: Rule;
  readonly open: readonly Point[];
  readonly branch: Branch | null;
};

/** The point (P − 1) that a full run promises most at; null: all are taken. */
function mostWorth({ space, target, prepared, runs, ask, taken }: TaskScene, look: Look, { order }: Standings) {
  const { member, believing, rule, open, branch } = look;
  const P = space.dimensions.length;
  const noise = runNoise(space, prepared, member, ask);
  const worth = worthOf(prepared, believing, rule, noise, marks(space, prepared.rows.points, open));
  const best = order.map(({ point }) => point);
  const confidence = confidenceIn(spendingOf(space, runs).spent, ask.budget);
  const bends = bendsOf(space, member)?.subarray(0, P - 1) ?? null;
  const whole = fullAcquisition(worth, P);
  const fenced = branch ? addUp([whole, fence((place) => isIn(branch, place))]) : whole;
  const acquisition = withPriors(fenced, target, confidence, best);
  return maximize({
    believing: confidence > leading,
    ...{ space: target, taken: taken.full, best: best.slice(0, 8) },
    acquisition: withInterior(acquisition, target, best, { bends }),
    ...{ lengths: lengthsOf(space, member).subarray(0, P - 1), bends },
    effort: effortFor(believing.process.inputs.n),
    random: makeRandom(ask.seed, 2, ask.number),
  });
}

/** Whether a run was made already, or its task fails wherever it is run. */
function isOut({ space, prepared, taken }: TaskScene): (run: Point) => boolean {
  const P = space.dimensions.length;
  const { rows, accidents, failures } = prepared;
  const succeeded = concatenate(rows.points, accidents);
  return (run) => taken.any.has(run) || alwaysFails(succeeded, failures, P, at(run, P - 1));
}

/** Open runs that count as observed: those of cheap tasks only while these are believed. */
function openRuns({ pending }: Ask, { model }: Prepared): readonly Point[] {
  const counts = model.fullAlone ? pending.filter((point) => at(point, point.length - 1) === full) : pending;
  return counts.slice(-mostBelieved);
}

type Standing = { readonly point: Point; readonly mean: number };
type Standings = {
  /** Observed points (P − 1) of today's bounds, the one whose full run is expected to be best first. */
  readonly order: readonly Standing[];
  /** Least posterior mean among full runs; among all, moved to the full task, while there is none. */
  readonly incumbent: number;
};

function standings(space: Space, { rows }: Prepared, { process }: Conditioned): Standings {
  const P = space.dimensions.length;
  const inside = todays(space, rows.points);
  const lifted = posterior(process, atFull(rows.points, P), rows.n).means;
  const fitted = fittedMeans(process);
  const fullMeans = fitted.filter((_, i) => inside[i] && at(rows.points, i * P + P - 1) === full);
  const order = unstack(rows.points, P)
    .map((row, i) => ({ point: withoutTask(row), mean: at(lifted, i) }))
    .filter((_, i) => inside[i])
    .sort((a, b) => a.mean - b.mean);
  const means = fullMeans.length > 0 ? fullMeans : lifted.filter((_, i) => inside[i]);
  return { order, incumbent: means.reduce((a, b) => Math.min(a, b), Infinity) };
}

/** The best of the points without a full run, if a full run is due or likely to win; null when the search should look elsewhere. */
function promote(
  target: Space,
  { process }: Conditioned,
  { order, incumbent }: Standings,
  taken: TakenRuns,
  isTurn: boolean,
): Point | null {
  const best = order.find(({ point }) => !taken.full.has(point) && isStillPossible(target, point));
  if (!best) return null;
  const { means, variances } = posterior(process, withTask(best.point, full), 1);
  const chance = distribution((incumbent - at(means, 0)) / Math.sqrt(at(variances, 0)));
  return chance > promotion || (isTurn && order[0] === best) ? best.point : null;
}

/** The point without a full run that is expected to be worst: were cheap runs to say the opposite of full ones, or nothing, its full run would show it. */
const worst = (target: Space, { order }: Standings, taken: TakenRuns): Point | null =>
  order.findLast(({ point }) => !taken.full.has(point) && isStillPossible(target, point))?.point ?? null;

function run(prepared: Prepared, point: Point, unit: number, rule: string, { prior }: Conditioned): Choice {
  const chosen = withTask(point, unit);
  return { point: chosen, source: 'model', arm: `${rule}/${prior}`, predicted: predictRun(prepared, chosen) };
}

/** In the units of the run's own task. */
export function predictRun(prepared: Prepared, chosen: Point): Prediction[] {
  const { slope, offset } = levelAt(prepared.model.levels, at(chosen, chosen.length - 1));
  const back = (y: number): number => (y - offset) / slope;
  return predictBlend(prepared, chosen, 1).map(({ mean, low, high }) => {
    return { mean: back(mean), low: back(low), high: back(high) };
  });
}
