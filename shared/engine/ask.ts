// What is asked of the optimizer: how many points, for which metrics, with which others still open.
import type { Metric, Point } from './types.ts';

export type Ask = {
  readonly kind: 'offline' | 'random' | 'grid';
  /** Counter of the experiment's asks, from 1. Asks at the same time have different numbers and so get different points. */
  readonly number: number;
  /** uint32 of the experiment. */
  readonly seed: number;
  /** Open suggestions, the newest last. */
  readonly pending: readonly Point[];
  /** How many points are wanted; each is open for the next. */
  readonly count: number;
  /** Evaluations that run at the same time. */
  readonly bandwidth: number;
  /** Observations the user means to make; null: not said. */
  readonly budget: number | null;
  /** The user's default values, NaN where there is none: the first point of the initial design; null: the centre. */
  readonly first: Point | null;
  /** How many good points far apart are wanted; absent: one. Needs one optimized metric and a budget. */
  readonly solutions?: number;
  /** What each column of the data is for. */
  readonly metrics: readonly Metric[];
};
