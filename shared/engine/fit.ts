// The slow lane: learns hyperparameters and output transform of every member from all observations.
import { learnBases, makeBases } from './bases.ts';
import { type Embedding, embedAll, makeEmbedding } from './embedding.ts';
import { at } from './kernels/at.ts';
import { type Limits, minimize } from './lbfgs.ts';
import { type Evidence, negativeLogPosterior } from './likelihood.ts';
import type { Explanation, Member, Model } from './model.ts';
import { type PriorName, type Theta, thetaBox } from './prior.ts';
import type { Process } from './process.ts';
import { makeRandom, type Random } from './random.ts';
import { type Rows, sortRows, subset } from './rows.ts';
import { noiseBelief, type Scatter, scatterOf } from './scatter.ts';
import { looksAround } from './schedule.ts';
import { openings, search } from './search.ts';
import type { Space } from './space.ts';
import { fitSuccess } from './success.ts';
import { fitLevels, leveled } from './tasks/levels.ts';
import { trusting } from './trust.ts';
import type { Data, Noise } from './types.ts';
import { fitWarps, forwardAll, forwardSlope, thresholdWarp, type Warp } from './warp.ts';

/** How much work a fit may be: rows of the matrix, rows that scouts see, random starts beside the given ones, steps of each search. */
type Effort = {
  readonly rows: number;
  readonly sketched: number;
  readonly restarts: number;
  readonly limits: Limits;
};

// One evaluation of 500 rows costs 10 ms, which grows with the cube, while hyperparameters hardly change any more; one of 120 rows costs a fortieth.
const thorough: Effort = {
  rows: 500,
  sketched: 120,
  restarts: 1,
  limits: { iterations: 40, tolerance: 1e-2 },
};
const quick: Effort = {
  rows: 100,
  sketched: 100,
  restarts: 0,
  limits: { iterations: 15, tolerance: 1e-2 },
};
// A few new rows move the minimum by some hundredths of a nat; a thousandth is far below what tells two explanations apart.
const onward: Limits = { iterations: 15, tolerance: 3e-2, gain: 1e-3 };

/** Nats (evidence e^5 to 1) by which an output transform must have lost to be left out until the fit looks around again. */
const clearLoss = 5;

export type FitOptions = {
  readonly previous: Model | null;
  readonly seed: number;
  /** What the user says about the scatter of the values; absent: `unknown`. */
  readonly noise?: Noise;
  /** The threshold of a constraint metric, which its output transform is made around; absent or null: an optimized metric. */
  readonly limit?: number | null;
};

const schools: readonly PriorName[] = ['independent', 'dimension-scaled'];

/**
 * Learns a model of the data. `previous` (of the same space) is where the search starts; now and then (schedule.ts) also a default and a random
 * start made from `seed`. Takes any data, failures and none at all included; same input, same model.
 */
export function fit(space: Space, data: Data, options: FitOptions): Model {
  return fitWithin(thorough, space, data, options);
}

/** A fit that a request can wait for: fewer rows, starts and steps. */
export function quickFit(space: Space, data: Data, options: Omit<FitOptions, 'previous'>): Model {
  return fitWithin(quick, space, data, { previous: null, ...options });
}

function fitWithin(effort: Effort, space: Space, data: Data, options: FitOptions): Model {
  const { previous, seed, noise = 'unknown', limit = null } = options;
  const P = space.dimensions.length;
  const embedding = makeEmbedding(space);
  const { rows: observed, failures, repetition } = sortRows(data, P);
  const levels = fitLevels(space, observed);
  const all = leveled(observed, P, levels);
  const rows = subset(all, P, effort.rows);
  const values = rows.n > 0 ? rows.values : new Float64Array(1);
  const warps = limit === null ? fitWarps(values) : [thresholdWarp(values, limit)];
  const sketch = subset(rows, P, effort.sketched);
  const around = looksAround(previous?.n ?? null, data.n);
  const { earlier = [] } = data;
  const thetas = learnBases(embedding, P, earlier, previous?.bases);
  const bases = makeBases(embedding, P, earlier, thetas);
  const task: Task = { effort, embedding, P, rows, sketch, bases, scatter: scatterOf(noise, all, repetition), around };
  const members = schools.map((prior, i) => {
    const earlier = previous?.members.find((member) => member.prior === prior) ?? null;
    return learnMember(task, warps, prior, earlier, makeRandom(seed, data.n, i));
  });
  const success = fitSuccess(embedding, P, all.points, failures, previous?.success ?? null);
  return {
    n: data.n,
    members,
    success: success && [...success],
    levels,
    ...(bases.length > 0 ? { bases: thetas } : {}),
  };
}

type Task = {
  readonly effort: Effort;
  readonly embedding: Embedding;
  readonly P: number;
  readonly rows: Rows;
  /** As `rows`, or fewer of them. */
  readonly sketch: Rows;
  readonly scatter: Scatter;
  readonly around: boolean;
  /** Earlier experiments. */
  readonly bases: readonly Process[];
};

function learnMember(
  task: Task,
  warps: readonly Warp[],
  prior: PriorName,
  earlier: Member | null,
  random: Random,
): Member {
  const tried = task.around ? warps : warps.filter((warp) => !hasLost(warp, earlier));
  const explanations = tried.map((warp) =>
    explain(task, warp, prior, knownTheta(earlier, warp, task.embedding.width), random),
  );
  return { prior, explanations: explanations.sort((a, b) => a.cost - b.cost) };
}

/** True when an earlier fit found the transform clearly worse than the best, or has left it out for that. */
function hasLost(warp: Warp, earlier: Member | null): boolean {
  const best = earlier?.explanations[0];
  if (!best || best.warp.kind === warp.kind) return false;
  const own = earlier.explanations.find((e) => e.warp.kind === warp.kind);
  return !own || own.cost > best.cost + clearLoss;
}

function knownTheta(earlier: Member | null, { kind }: Warp, width: number): Theta | null {
  const known = earlier?.explanations.find((e) => e.warp.kind === kind && e.theta.length === width + 2);
  return known ? Float64Array.from(known.theta) : null;
}

/** The best hyperparameters found under one output transform. */
function explain(task: Task, warp: Warp, prior: PriorName, known: Theta | null, random: Random): Explanation {
  const { effort, embedding, rows, sketch } = task;
  const { width } = embedding;
  const evidence = gatherEvidence(task, rows, warp);
  const cost = negativeLogPosterior(evidence, prior);
  const box = thetaBox(prior, width, task.scatter);
  const lookAround = () => {
    const rough = sketch.n === rows.n ? cost : negativeLogPosterior(gatherEvidence(task, sketch, warp), prior);
    return search({ cost, sketch: rough, box }, openings(width, known, effort.restarts, random), known, effort.limits);
  };
  const best = known && !task.around ? minimize(cost, known, box, onward) : lookAround();
  const refit = (targets: Float64Array, start: Theta) =>
    minimize(negativeLogPosterior({ ...evidence, targets }, prior), start, box, onward);
  const trusted = task.bases.length > 0 && rows.n > 1;
  const { x, value, trust } = trusted
    ? trusting(task.bases, evidence, rows.points, best, refit)
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
