// The slow lane: learns hyperparameters and output transform of every member from all observations.
import { type Embedding, embedAll, makeEmbedding } from './embedding.ts';
import { at } from './kernels/at.ts';
import { type Limits, minimize } from './lbfgs.ts';
import { type Evidence, negativeLogPosterior } from './likelihood.ts';
import type { Explanation, Member, Model } from './model.ts';
import { type PriorName, startTheta, type Theta, thetaBox } from './prior.ts';
import { makeRandom, type Random } from './random.ts';
import { type Rows, sortRows, subset } from './rows.ts';
import type { Space } from './space.ts';
import { fitSuccess } from './success.ts';
import type { Data } from './types.ts';
import { fitWarps, forwardAll, forwardSlope, type Warp } from './warp.ts';

/** How much work a fit may be: rows of the matrix, random starts beside the two given ones, steps of each. */
type Effort = { readonly rows: number; readonly restarts: number; readonly limits: Limits };

const full: Effort = { rows: 120, restarts: 1, limits: { iterations: 40, tolerance: 1e-2 } };
// One evaluation of 300 rows costs 10 ms, which grows with the cube, while hyperparameters hardly change any more; many rows leave the
// likelihood one clear mode, so a random start seldom finds another.
const large: Effort = { rows: 300, restarts: 0, limits: { iterations: 25, tolerance: 1e-2 } };
const quick: Effort = { rows: 100, restarts: 0, limits: { iterations: 15, tolerance: 1e-2 } };

const schools: readonly PriorName[] = ['independent', 'dimension-scaled'];

/**
 * Learns a model of the data. `previous` (of the same space) is where the search starts, beside a default and a random start made from `seed`.
 * Takes any data, failures and none at all included; same input, same model.
 */
export function fit(space: Space, data: Data, options: { previous: Model | null; seed: number }): Model {
  return fitWithin(data.n <= full.rows ? full : large, space, data, options);
}

/** A fit that a request can wait for: fewer rows, starts and steps. */
export function quickFit(space: Space, data: Data, seed: number): Model {
  return fitWithin(quick, space, data, { previous: null, seed });
}

type Options = { readonly previous: Model | null; readonly seed: number };

function fitWithin(effort: Effort, space: Space, data: Data, { previous, seed }: Options): Model {
  const P = space.dimensions.length;
  const embedding = makeEmbedding(space);
  const { rows: all, failures, noisy } = sortRows(data, P);
  const rows = subset(all, P, effort.rows);
  const warps = rows.n > 0 ? fitWarps(rows.values) : fitWarps(new Float64Array(1));
  const members = schools.map((prior): Member => {
    const earlier = previous?.members.find((member) => member.prior === prior) ?? null;
    const random = makeRandom(seed, data.n, schools.indexOf(prior));
    const explanations = warps.map((warp) =>
      explain(effort, embedding, P, rows, { warp, prior, noisy, earlier, random }),
    );
    return { prior, explanations: explanations.sort((a, b) => a.cost - b.cost) };
  });
  const success = fitSuccess(embedding, P, all.points, failures);
  return { n: data.n, members, success: success && [...success] };
}

type Task = {
  readonly warp: Warp;
  readonly prior: PriorName;
  readonly noisy: boolean;
  readonly earlier: Member | null;
  readonly random: Random;
};

/** The best hyperparameters found under one output transform. */
function explain(effort: Effort, embedding: Embedding, P: number, rows: Rows, task: Task): Explanation {
  const { warp, prior, noisy } = task;
  const box = thetaBox(prior, embedding.width, noisy);
  const cost = negativeLogPosterior(gatherEvidence(embedding, P, rows, warp), prior);
  const results = starts(effort, embedding.width, task).map((start) => minimize(cost, start, box, effort.limits));
  const best = results.reduce((a, b) => (b.value < a.value ? b : a));
  return { warp, theta: [...best.x], cost: Number.isFinite(best.value) ? best.value - warp.logJacobian : 1e10 };
}

/** Rows as the likelihood wants them: embedded, values warped, reported variances warped by the delta method. */
function gatherEvidence(embedding: Embedding, P: number, rows: Rows, warp: Warp): Evidence {
  const ones = new Float64Array(embedding.width).fill(1);
  return {
    ...{ embedding, n: rows.n, counts: rows.counts },
    rows: embedAll(embedding, rows.points, rows.n, P, ones),
    targets: forwardAll(warp, rows.values),
    variances: warpedVariances(warp, rows),
  };
}

/** Reported variances (n) in the units of the warped values; at most 1e6, which already means that the value says nothing. */
export function warpedVariances(warp: Warp, rows: Rows): Float64Array {
  return rows.variances.map((variance, i) => Math.min(1e6, variance * forwardSlope(warp, at(rows.values, i)) ** 2));
}

function starts({ restarts }: Effort, width: number, { warp, earlier, random }: Task): Theta[] {
  const fresh = startTheta(width);
  const known = earlier?.explanations.find((e) => e.warp.kind === warp.kind && e.theta.length === width + 2);
  const scattered = Array.from({ length: restarts }, () => scatter(fresh, random));
  return [fresh, ...(known ? [Float64Array.from(known.theta)] : []), ...scattered];
}

/** A random start around the default: lengthscales by a factor of about 2, the noise by about 4. */
function scatter(theta: Theta, random: Random): Theta {
  const width = theta.length - 2;
  return theta.map((t, k) => (k < width ? t + 0.8 * random.normal() : k === width ? t : t + 1.5 * random.normal()));
}
