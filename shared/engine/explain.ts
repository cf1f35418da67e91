// Explanations of the data by one school: hyperparameters for each output transform, and the transforms in the order of what they explain.
import { findDirection, type Turned } from './direction.ts';
import { drawThetas } from './draw-thetas.ts';
import { along, type Embedding, embedAll } from './embedding.ts';
import { at } from './kernels/at.ts';
import { advance, begin, type Limits, minimize, type Progress } from './lbfgs.ts';
import { type Evidence, negativeLogPosterior } from './likelihood.ts';
import type { Explanation, Member } from './model.ts';
import { type PriorName, type Theta, thetaBox } from './prior.ts';
import type { Process } from './process.ts';
import type { Random } from './random.ts';
import type { Rows } from './rows.ts';
import { noiseBelief, type Scatter } from './scatter.ts';
import { openings, scout, type Terrain } from './search.ts';
import { trusting } from './trust.ts';
import { forwardAll, forwardSlope, type Warp } from './warp.ts';

/** Nats (evidence e^5 to 1) by which an output transform must have lost to be left out until the fit looks around again. */
const clearLoss = 5;

// Far from the end a step gains more; searching on beyond costs a third more time and finds hundredths of a nat (bench/studies/fit-search.md).
const wide: Omit<Limits, 'iterations'> = { tolerance: 1e-2, gain: 3e-3 };
// A few new rows move the minimum by some hundredths of a nat; a thousandth is far below what tells two explanations apart.
const onward: Limits = { iterations: 15, tolerance: 3e-2, gain: 1e-3 };

export type Task = {
  /** Random starts beside the given ones. */
  readonly restarts: number;
  /** Steps from where the scouts have come to, at most. */
  readonly iterations: number;
  /** Draws from the posterior of the hyperparameters. */
  readonly draws: number;
  readonly embedding: Embedding;
  readonly P: number;
  readonly rows: Rows;
  /** As `rows`, or fewer of them. */
  readonly sketch: Rows;
  /** As `rows`, or still fewer: what a direction is looked for in; null: it is not. */
  readonly turning: Rows | null;
  readonly scatter: Scatter;
  readonly around: boolean;
  /** Earlier experiments. */
  readonly bases: readonly Process[];
};

/** A transform on its way to an explanation. */
type Candidate = {
  readonly warp: Warp;
  readonly evidence: Evidence;
  readonly terrain: Terrain;
  readonly progress: Progress;
  /** What is left to do. */
  readonly limits: Limits;
};

/** What a school makes of the data. `earlier`: what it made of fewer, where the search starts from. */
export function learnMember(
  task: Task,
  warps: readonly Warp[],
  prior: PriorName,
  earlier: Member | null,
  random: Random,
): Member {
  const tried = task.around ? warps : warps.filter((warp) => !hasLost(warp, earlier));
  const found = tried.map((warp) => finish(task, prior, setOut(task, warp, prior, earlier, random)));
  const [plain, ...others] = found.sort((a, b) => a.cost - b.cost);
  if (!plain) return { prior, explanations: [] };
  const turned = turn(task, prior, plain, earlier);
  const best = withDraws(task, prior, turned ?? plain, random);
  return { prior, explanations: turned ? [best, plain, ...others] : [best, ...others] };
}

/** Nats that a direction must gain beside what its prior asks for: the explanation with it was searched for harder. */
const clearGain = 2;

/** The explanation `plain` with a direction besides, where that explains the data clearly better; else null. */
function turn(task: Task, prior: PriorName, plain: Explanation, earlier: Member | null): Explanation | null {
  const { embedding, rows, turning, scatter } = task;
  const m = embedding.numeric.length;
  if (!turning || plain.trust || embedding.task !== null || m < 2 || turning.n < m + 2) return null;
  const known = knownTurn(earlier, plain.warp, embedding);
  const found = task.around ? sketchTurn(task, turning, prior, plain, known) : known;
  if (!found) return null;
  const seen = along(embedding, found.direction);
  const cost = negativeLogPosterior(gatherEvidence({ ...task, embedding: seen }, rows, plain.warp), prior);
  const box = thetaBox(prior, seen.width, scatter);
  const start = begin(cost, found.theta, box);
  // What few rows promised, all of them should show at once: following it costs as much as the rest of a fit.
  if (task.around && !(start.value - plain.warp.logJacobian < plain.cost)) return null;
  const { x, value } = advance(cost, start, box, onward);
  const own = value - plain.warp.logJacobian;
  return own < plain.cost - clearGain
    ? { warp: plain.warp, theta: [...x], cost: own, direction: found.direction }
    : null;
}

/** A direction that explains a few rows clearly better, or null. */
function sketchTurn(
  task: Task,
  turning: Rows,
  prior: PriorName,
  plain: Explanation,
  known: Omit<Turned, 'value'> | null,
): Turned | null {
  const evidence = gatherEvidence(task, turning, plain.warp);
  const theta = Float64Array.from(plain.theta);
  const before = negativeLogPosterior(evidence, prior)(theta, new Float64Array(theta.length));
  const box = thetaBox(prior, task.embedding.width, task.scatter);
  // With many rows a fit is dear and comes seldom: there a direction that gains nothing at once is not followed.
  const hopeful = turning.n < task.rows.n ? before : Infinity;
  const found = findDirection(evidence, prior, box, theta, known, hopeful);
  return found && found.value < before - clearGain ? found : null;
}

function knownTurn(
  earlier: Member | null,
  { kind }: Warp,
  { numeric, width }: Embedding,
): Omit<Turned, 'value'> | null {
  const known = earlier?.explanations.find((e) => e.direction && e.warp.kind === kind);
  if (!known?.direction || known.theta.length !== width + 3 || known.direction.length !== numeric.length) return null;
  return { theta: Float64Array.from(known.theta), direction: known.direction };
}

/** Rows up to which hyperparameters are in doubt; more rows leave little of it, and each draw is one more factor to ask. */
const doubtful = 60;

/**
 * The independent school alone: the other one keeps to its mode, so that the two go on to see the data differently (bench/studies/draws.md). Where earlier
 * experiments are trusted, the trust belongs to one θ.
 */
function withDraws(task: Task, prior: PriorName, best: Explanation, random: Random): Explanation {
  const { draws, rows, scatter } = task;
  const embedding = along(task.embedding, best.direction);
  const decided = prior !== 'independent' || rows.n === 0 || rows.n > doubtful;
  if (draws === 0 || decided || best.trust) return best;
  const cost = negativeLogPosterior(gatherEvidence({ ...task, embedding }, rows, best.warp), prior);
  const thetas = drawThetas(
    cost,
    Float64Array.from(best.theta),
    thetaBox(prior, embedding.width, scatter),
    draws,
    random,
  );
  return { ...best, draws: thetas.map((theta) => Array.from(theta, shortened)) };
}

/** Draws scatter by tenths: more digits would only be stored. */
const shortened = (logarithm: number): number => Number(logarithm.toFixed(4));

/** True when an earlier fit found the transform clearly worse than the best, or has left it out for that. */
function hasLost(warp: Warp, earlier: Member | null): boolean {
  const plain = earlier?.explanations.filter(({ direction }) => !direction) ?? [];
  const [best] = plain;
  if (!best || best.warp.kind === warp.kind) return false;
  const own = plain.find((e) => e.warp.kind === warp.kind);
  return !own || own.cost > best.cost + clearLoss;
}

function knownTheta(earlier: Member | null, { kind }: Warp, width: number): Theta | null {
  const known = earlier?.explanations.find((e) => !e.direction && e.warp.kind === kind && e.theta.length === width + 2);
  return known ? Float64Array.from(known.theta) : null;
}

/** From what is known of the transform, where that is enough; else from the best that scouts find. */
function setOut(task: Task, warp: Warp, prior: PriorName, earlier: Member | null, random: Random): Candidate {
  const { embedding, rows, sketch } = task;
  const known = knownTheta(earlier, warp, embedding.width);
  const evidence = gatherEvidence(task, rows, warp);
  const cost = negativeLogPosterior(evidence, prior);
  const box = thetaBox(prior, embedding.width, task.scatter);
  if (known && !task.around) {
    const terrain = { cost, sketch: cost, box };
    return { warp, evidence, terrain, progress: begin(cost, known, box), limits: onward };
  }
  const rough = sketch.n === rows.n ? cost : negativeLogPosterior(gatherEvidence(task, sketch, warp), prior);
  const terrain = { cost, sketch: rough, box };
  const progress = scout(terrain, openings(embedding.width, known, task.restarts, random), known);
  return { warp, evidence, terrain, progress, limits: { ...wide, iterations: task.iterations } };
}

/** The best hyperparameters that the way leads to, and what earlier experiments add. */
function finish(task: Task, prior: PriorName, { warp, evidence, terrain, progress, limits }: Candidate): Explanation {
  const { cost, box } = terrain;
  const best = advance(cost, progress, box, limits);
  const refit = (targets: Float64Array, start: Theta) =>
    minimize(negativeLogPosterior({ ...evidence, targets }, prior), start, box, onward);
  const trusted = task.bases.length > 0 && evidence.n > 1;
  const { x, value, trust } = trusted
    ? trusting(task.bases, evidence, task.rows.points, best, refit)
    : { ...best, trust: undefined };
  return {
    ...{ warp, theta: [...x], cost: Number.isFinite(value) ? value - warp.logJacobian : 1e10 },
    ...(trust ? { trust } : {}),
  };
}

/** Rows as the likelihood wants them: embedded, values warped, reported variances warped by the delta method. */
function gatherEvidence({ embedding, P, scatter }: Task, rows: Rows, warp: Warp): Evidence {
  const ones = new Float64Array(embedding.width).fill(1);
  return {
    ...{ embedding, n: rows.n, counts: rows.counts },
    rows: embedAll(embedding, rows.points, rows.n, P, ones),
    targets: forwardAll(warp, rows.values),
    variances: warpedVariances(warp, rows),
    noise: noiseBelief(scatter, rows, warp),
  };
}

/** Reported variances (n) in the units of the warped values; at most 1e6, which already means that the value says nothing. */
export function warpedVariances(warp: Warp, rows: Rows): Float64Array {
  return rows.variances.map((variance, i) => Math.min(1e6, variance * forwardSlope(warp, at(rows.values, i)) ** 2));
}
