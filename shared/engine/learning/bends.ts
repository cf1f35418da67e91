// Whether a school sees ranges bent: where the data say clearly that a parameter acts on another scale than the one it was given on.

import { bent } from '../model/embedding.ts';
import { clearGain, gatherEvidence, onward, type Task } from '../model/evidence.ts';
import { jointCost } from '../model/joint-likelihood.ts';
import { negativeLogPosterior } from '../model/likelihood.ts';
import type { Explanation, Member } from '../model/model.ts';
import { type PriorName, thetaBox } from '../model/prior.ts';
import { advance, begin, better, type Limits, widen } from '../numerics/lbfgs.ts';
import { advanceNewton, beginNewton } from '../numerics/newton.ts';
import type { Rows } from '../values/rows.ts';
import type { Warp } from '../values/warp.ts';
import { bendColumns } from './bend-columns.ts';

/** Of a bend, each way: six decades, as of a rate between 1e-6 and 1. */
const strongest = 14;
/** After these steps a space on whose ranges nothing is wrong has gained hardly anything. */
const glance: Limits = { iterations: 6, tolerance: 1e-2 };
const hopefulGain = 0.3;
const further: Limits = { iterations: 20, tolerance: 1e-2, gain: 3e-3 };

/** The explanation `plain` with bent ranges, where that explains the data clearly better; else null. */
export function bendRanges(
  task: Task,
  prior: PriorName,
  plain: Explanation,
  earlier: Member | null,
): Explanation | null {
  const { embedding, rows, turning, scatter } = task;
  const m = embedding.numeric.length;
  if (!turning || embedding.earlier || embedding.task !== null || m === 0 || turning.n < m + 2) return null;
  const known = knownBends(earlier, plain);
  const found = task.around ? sketchBends(task, turning, prior, plain, known) : known;
  if (!found) return null;
  const [theta, bends] = [found.subarray(0, -m), Array.from(found.subarray(-m))];
  const seen = { ...task, embedding: bent(embedding, bends) };
  const cost = negativeLogPosterior(gatherEvidence(seen, rows, plain.warp), prior);
  const box = thetaBox(prior, embedding.width, scatter);
  const start = beginNewton(cost, theta, box);
  // What few rows promised, all of them should show at once: following it costs as much as the rest of a fit.
  if (task.around && !(start.value - plain.warp.logJacobian < plain.cost)) return null;
  const { x, value } = advanceNewton(cost, start, box, onward);
  const own = value - plain.warp.logJacobian;
  return own < plain.cost - clearGain ? { warp: plain.warp, theta: [...x], cost: own, bends } : null;
}

/** [θ …, bends (m)] that explain a few rows clearly better, or null. `known`: from an earlier fit, or null. */
function sketchBends(
  task: Task,
  turning: Rows,
  prior: PriorName,
  plain: Explanation,
  known: Float64Array | null,
): Float64Array | null {
  const m = task.embedding.numeric.length;
  const cost = jointCost(gatherEvidence(task, turning, plain.warp), prior, bendColumns(m));
  const box = widen(thetaBox(prior, task.embedding.width, task.scatter), m, strongest);
  const straight = begin(cost, Float64Array.of(...plain.theta, ...new Float64Array(m)), box);
  const starts = [straight, ...(known ? [begin(cost, known, box)] : [])];
  const ahead = starts.map((start) => advance(cost, start, box, glance)).reduce(better);
  // With many rows a fit is dear and comes seldom: there a slow gain is not followed.
  const hopeful = turning.n < task.rows.n ? clearGain : hopefulGain;
  if (!(ahead.value < straight.value - hopeful)) return null;
  const found = advance(cost, ahead, box, further);
  return found.value < straight.value - clearGain ? found.x : null;
}

function knownBends(
  earlier: Member | null,
  { theta, warp }: { theta: readonly number[]; warp: Warp },
): Float64Array | null {
  const known = earlier?.explanations.find((e) => e.bends && !e.direction && e.warp.kind === warp.kind);
  return known?.bends && known.theta.length === theta.length ? Float64Array.of(...known.theta, ...known.bends) : null;
}
