// Which values the others are told best without: outliers leave one after the other, and the hyperparameters follow.

import { at } from '../kernels/at.ts';
import { gatherEvidence, type Task } from '../model/evidence.ts';
import { leaveOneOut } from '../model/leave-one-out.ts';
import { type Evidence, negativeLogPosterior } from '../model/likelihood.ts';
import { type PriorName, type Theta, thetaBox } from '../model/prior.ts';
import type { Limits } from '../numerics/lbfgs.ts';
import { minimizeNewton } from '../numerics/newton.ts';
import { chooseRows } from '../values/rows.ts';
import type { Warp } from '../values/warp.ts';

/** Share of the values that may be outliers: where there are more, they are no accident. */
const most = 0.25;
/** Standard deviations beyond what the other values let expect. Outliers widen the deviation, so they rarely are four of it away. */
const suspicious = 2.5;
/** Of the farthest one's deviations: those as far go together. */
const together = 0.7;
/**
 * Nats that the rest must be told better without a value: what an outlier costs that comes once in twenty values (3) and lies anywhere in a wide range (5). With
 * 5 in all, ridges of smooth functions were taken for accidents; with 12 accidents stayed (bench/studies/outliers.md).
 */
export const price = 8;
const rounds = 4;
/** The noise is what changes, and falls in few steps. */
const steps: Limits = { iterations: 6, tolerance: 3e-2, gain: 1e-2 };

/** Rows of the scouts' matrix that are kept, and the hyperparameters that go with them. */
export type Telling = { readonly kept: readonly number[]; readonly theta: Theta };

/**
 * Robust regression by relevance pursuit (Ament et al. 2024, algorithm 1): the values that are told worst leave, hyperparameters follow, and so on; of all stages
 * the one with the best likelihood counts, less the price of what has left. There an outlier gets a variance of its own; here it leaves, which is the limit of a
 * large one. Values are minimised, and only those that are worse than expected leave. `start`: hyperparameters of all rows of the scouts.
 */
export function pursue(task: Task, warp: Warp, prior: PriorName, start: Theta): Telling {
  const { sketch, P, embedding, scatter } = task;
  const box = thetaBox(prior, embedding.width, scatter);
  const evidenceOf = (kept: readonly number[]): Evidence => gatherEvidence(task, chooseRows(sketch, P, kept), warp);
  const costOf = (kept: readonly number[]) => negativeLogPosterior(evidenceOf(kept), prior);
  const least = Math.ceil((1 - most) * sketch.n);
  let [kept, theta] = [Array.from({ length: sketch.n }, (_, i) => i), start];
  let best: Telling & { readonly total: number } = {
    ...{ kept, theta },
    total: costOf(kept)(theta, new Float64Array(theta.length)),
  };
  for (let round = 0; round < rounds; round++) {
    const rest = withoutWorst(kept, least, (some) => doubts(evidenceOf(some), theta));
    if (rest.length === kept.length) break;
    const found = minimizeNewton(costOf(rest), theta, box, steps);
    [kept, theta] = [rest, found.x];
    const total = found.value + price * (sketch.n - rest.length);
    if (total < best.total) best = { kept, theta, total };
  }
  return best;
}

/** (n) How badly each value is told; what was seen more than once is not doubted. */
function doubts(evidence: Evidence, theta: Theta): Float64Array | null {
  const residuals = leaveOneOut(evidence, theta);
  return residuals?.map((residual, i) => (at(evidence.counts, i) > 1 ? 0 : residual)) ?? null;
}

/** Of the rows `kept` at least `least`: what is left when the worst told go, until none is suspicious. */
function withoutWorst(kept: number[], least: number, told: (kept: readonly number[]) => Float64Array | null): number[] {
  const residuals = told(kept);
  if (!residuals) return kept;
  const limit = Math.max(suspicious, together * residuals.reduce((a, b) => Math.max(a, b), 0));
  const worst = [...kept.keys()]
    .filter((i) => at(residuals, i) > limit)
    .sort((a, b) => at(residuals, b) - at(residuals, a));
  const gone = new Set(worst.slice(0, Math.max(0, kept.length - least)));
  if (gone.size === 0) return kept;
  return withoutWorst(
    kept.filter((_, i) => !gone.has(i)),
    least,
    told,
  );
}
