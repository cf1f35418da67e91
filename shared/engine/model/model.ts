// What the slow lane stores: hyperparameters and output transforms of the members, as plain JSON.

import type { Warp } from '../values/warp.ts';
import type { Level } from './levels.ts';
import type { PriorName } from './prior.ts';
import type { Told } from './told.ts';

/**
 * What a stored model means. It rises with every change that would make a model stored before (or the coordinates of the rows beside it) say something else, or
 * nothing: whoever finds another number learns anew.
 */
export const modelFormat = 4;

/** One explanation of the data: an output transform and the hyperparameters that go with it. */
export type Explanation = {
  readonly warp: Warp;
  /** [ln ℓ …, ln signal variance, ln noise variance], see prior.ts. */
  readonly theta: readonly number[];
  /** −ln p(θ, data) in the scale of the standardized values, comparable between transforms; smaller is better. */
  readonly cost: number;
  /** A direction that is seen as one more column, whose ln ℓ comes after those of the numeric ones (direction.ts); absent: none. */
  readonly direction?: readonly number[];
  /** How each numeric range is bent (bend.ts); absent: not at all. */
  readonly bends?: readonly number[];
  /** Other θ that the data leave possible, draws from the posterior; absent: none were made. */
  readonly draws?: readonly (readonly number[])[];
};

/** Whether it sees the parameters as they were given. */
export const isPlain = ({ direction, bends }: Explanation): boolean => !direction && !bends;

/** A surrogate model of one school. The explanations are sorted, the best first; the others are where the next fit starts from. */
export type Member = { readonly prior: PriorName; readonly explanations: readonly Explanation[] };

export type Model = {
  /** Observations that the fit knew, failures included. */
  readonly n: number;
  readonly members: readonly Member[];
  /** Hyperparameters of the model of success, see success.ts; null when nothing has failed. */
  readonly success: readonly number[] | null;
  /** Levels of the cheap tasks, see levels.ts; null where there are no tasks. */
  readonly levels: readonly Level[] | null;
  /** Rows of cheap tasks are left out: they tell nothing of full runs (hearsay.ts). Absent: they are believed. */
  readonly fullAlone?: boolean;
  /** Marks of the rows that are kept out of it, see outliers.ts; absent: none. */
  readonly outliers?: readonly number[];
  /** Repetitions disagreed. Absent: there were none, or all gave the same value. */
  readonly scatters?: boolean;
  /** What is told of each earlier experiment, in their order (told.ts); absent: nothing of any. */
  readonly told?: readonly Told[];
};
