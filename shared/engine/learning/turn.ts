// Whether a school sees the data along a direction: where that explains them clearly better than the parameters alone.

import { along, bent, type Embedding } from '../model/embedding.ts';
import { clearGain, gatherEvidence, onward, type Task } from '../model/evidence.ts';
import { negativeLogPosterior } from '../model/likelihood.ts';
import type { Explanation, Member } from '../model/model.ts';
import { type PriorName, thetaBox } from '../model/prior.ts';
import { advanceNewton, beginNewton } from '../numerics/newton.ts';
import type { Rows } from '../values/rows.ts';
import type { Warp } from '../values/warp.ts';
import { findDirection, type Turn, type Turned } from './direction.ts';

/** The explanation `plain` with a direction besides, where that explains the data clearly better; else null. */
export function turn(given: Task, prior: PriorName, plain: Explanation, earlier: Member | null): Explanation | null {
  const task = { ...given, embedding: bent(given.embedding, plain.bends) };
  const { embedding, rows, turning, scatter } = task;
  const m = embedding.numeric.length;
  if (!turning || embedding.earlier || embedding.task !== null || m < 2 || turning.n < m + 2) return null;
  const known = knownTurn(earlier, plain.warp, embedding);
  const found = task.around ? sketchTurn(task, turning, prior, plain, known) : known;
  if (!found) return null;
  const seen = along(embedding, found.direction);
  const cost = negativeLogPosterior(gatherEvidence({ ...task, embedding: seen }, rows, plain.warp), prior);
  const box = thetaBox(prior, seen.width, scatter);
  const start = beginNewton(cost, found.theta, box);
  // What few rows promised, all of them should show at once: following it costs as much as the rest of a fit.
  if (task.around && !(start.value - plain.warp.logJacobian < plain.cost)) return null;
  const { x, value } = advanceNewton(cost, start, box, onward);
  const own = value - plain.warp.logJacobian;
  return own < plain.cost - clearGain ? { ...plain, theta: [...x], cost: own, direction: found.direction } : null;
}

/** A direction that explains a few rows clearly better, or null. */
function sketchTurn(
  task: Task,
  turning: Rows,
  prior: PriorName,
  plain: Explanation,
  known: Turn | null,
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

function knownTurn(earlier: Member | null, { kind }: Warp, { numeric, width }: Embedding): Turn | null {
  const known = earlier?.explanations.find((e) => e.direction && e.warp.kind === kind);
  if (!known?.direction || known.theta.length !== width + 3 || known.direction.length !== numeric.length) return null;
  return { theta: Float64Array.from(known.theta), direction: known.direction };
}
