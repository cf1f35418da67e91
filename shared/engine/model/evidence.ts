// What a school learns from: the task of a fit, and its rows as the likelihood wants them.

import { at } from '../kernels/at.ts';
import type { Limits } from '../numerics/lbfgs.ts';
import type { Rows } from '../values/rows.ts';
import { forwardAll, forwardSlope, type Warp } from '../values/warp.ts';
import { type Embedding, embedAll } from './embedding.ts';
import type { Evidence } from './likelihood.ts';
import { noiseBelief, type Scatter } from './scatter.ts';

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
};

/** Nats that a direction or bends must gain beside what their prior asks for: the explanation with them was searched for harder. */
export const clearGain = 2;

// A few new rows move the minimum by some hundredths of a nat; a thousandth is far below what tells two explanations apart.
export const onward: Limits = { iterations: 15, tolerance: 3e-2, gain: 1e-3 };

/** Rows as the likelihood wants them: embedded, values warped, reported variances warped by the delta method. */
export function gatherEvidence({ embedding, P, scatter }: Task, rows: Rows, warp: Warp): Evidence {
  const ones = new Float64Array(embedding.width).fill(1);
  return {
    ...{ embedding, n: rows.n, counts: rows.counts },
    rows: embedAll(embedding, rows.points, rows.n, P, ones, rows.origins),
    targets: forwardAll(warp, rows.values),
    variances: warpedVariances(warp, rows),
    noise: noiseBelief(scatter, rows, warp),
  };
}

/** Reported variances (n) in the units of the warped values; at most 1e6, which already means that the value says nothing. */
export function warpedVariances(warp: Warp, rows: Rows): Float64Array {
  return rows.variances.map((variance, i) => Math.min(1e6, variance * forwardSlope(warp, at(rows.values, i)) ** 2));
}
