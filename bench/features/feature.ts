// What a feature's measurement is: tasks that need the feature, each run with it, without it, and by random search.

/** `with`: the optimizer as it is; `without`: the same optimizer, not told of the feature; `random`: random search. */
export type Contender = 'with' | 'without' | 'random';

export const contenders: readonly Contender[] = ['with', 'without', 'random'];

export type FeatureTask = {
  readonly name: string;
  /** Score of one whole run of a contender: smaller is better, 0 is the best there is. Same contender and seed, same score. */
  readonly run: (contender: Contender, seed: number) => number | Promise<number>;
};

export type Feature = {
  /** What the score is, in words. */
  readonly score: string;
  /** What the optimizer does when the feature is ignored, in words. */
  readonly without: string;
  readonly tasks: readonly FeatureTask[];
};
