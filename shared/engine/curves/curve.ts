// A learning curve: what a training run has shown so far, step by step.
import { item } from '../kernels/at.ts';

export type Curve = {
  readonly run: string;
  /** (k) ascending: epochs, boosting rounds, or whatever the run counts; above 0. */
  readonly steps: readonly number[];
  /** (k) values to be minimised, one after each step; NaN where the run broke. */
  readonly values: readonly number[];
  /** The run came to its own end; false while it runs, and for ever when it was stopped. */
  readonly finished: boolean;
};

/** How many of the reports came at or before a step. */
function reportsUntil({ steps }: Curve, step: number): number {
  const after = steps.findIndex((s) => s > step);
  return after < 0 ? steps.length : after;
}

/** The last step it reported; 0 before the first. */
export const reached = ({ steps }: Curve): number => steps.at(-1) ?? 0;

/** The smallest value up to a step (a run is as good as its best checkpoint); NaN before the first report. */
export function bestUntil(curve: Curve, step: number): number {
  const count = reportsUntil(curve, step);
  return count === 0 ? Number.NaN : Math.min(...curve.values.slice(0, count));
}

/** Mean of the values up to a step; NaN before the first report. */
export function averageUntil(curve: Curve, step: number): number {
  const count = reportsUntil(curve, step);
  return curve.values.slice(0, count).reduce((sum, v) => sum + v, 0) / count;
}

/** What the run is worth: its best value so far. */
export const worth = (curve: Curve): number => bestUntil(curve, Infinity);

/** A value that is not a number is what a diverged run reports. */
export const broke = ({ values }: Curve): boolean => values.some((v) => !Number.isFinite(v));

/** True while one of the latest `patience` reports is better than all before them: a plateau shorter than that says nothing yet. */
export function stillImproves({ values }: Curve, patience: number): boolean {
  const before = values.length - patience;
  if (patience <= 0) return false;
  if (before <= 0) return true;
  const earlier = Math.min(...values.slice(0, before));
  for (let i = before; i < values.length; i++) if (item(values, i) < earlier) return true;
  return false;
}
