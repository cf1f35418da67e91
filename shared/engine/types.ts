// The optimizer's own words: the problem it is given, the data it learns from, the points it proposes. Everything is minimised.

export type Value = number | string;
export type Assignments = Readonly<Record<string, Value>>;

/** Active only while the categorical parameter `parent` (an index lower than one's own) has one of `values` (indices into its values). */
export type Condition = { readonly parent: number; readonly values: readonly number[] };

/** Where good values are believed to lie: normal in the parameter's own units, or beta over its bounds as 0 to 1. */
export type ParameterPrior =
  | { readonly kind: 'normal'; readonly mean: number; readonly scale: number }
  | { readonly kind: 'beta'; readonly shapeA: number; readonly shapeB: number };

type Common = {
  readonly name: string;
  /** All must hold; empty: always active. */
  readonly when: readonly Condition[];
};

export type Parameter = Common &
  (
    | {
        readonly kind: 'double';
        readonly min: number;
        readonly max: number;
        readonly log: boolean;
        /** Null or absent: none. Only on a linear scale. */
        readonly prior?: ParameterPrior | null;
      }
    | { readonly kind: 'int'; readonly min: number; readonly max: number; readonly log: boolean }
    | { readonly kind: 'grid' /** Sorted, distinct. */; readonly values: readonly number[]; readonly log: boolean }
    | { readonly kind: 'categorical'; readonly values: readonly string[] }
  );

/**
 * Σ weight·value ≥ threshold (`greater_than`) or ≤ threshold. Over doubles or over ints, not both; without logarithm, grid and conditions.
 * `parameter` is an index.
 */
export type LinearConstraint = {
  readonly type: 'greater_than' | 'less_than';
  readonly terms: readonly { readonly parameter: number; readonly weight: number }[];
  readonly threshold: number;
};

export type Problem = {
  readonly parameters: readonly Parameter[];
  /** All hold for every point that is proposed. */
  readonly constraints?: readonly LinearConstraint[];
  /** Costs of the tasks that an evaluation may be (a cheaper one is a rougher look at the same), distinct, in (0, 1], one of them 1; absent: no tasks. */
  readonly tasks?: readonly number[];
};

/**
 * A point in internal coordinates, shape (P): numeric parameters in the unit interval of their (log) scale (outside of it when an observation lies
 * outside today's bounds), a categorical as the index of its value, an inactive parameter as NaN. Where there are tasks, the last
 * coordinate is the place of the task's cost on a log scale, 1 for the full task.
 */
export type Point = Float64Array;

/** What an earlier experiment observed of the same metric, told in this space: a hint, which the model trusts as far as it proves right. */
export type Source = {
  readonly n: number;
  /** (n, P) row-major points; NaN where a parameter was inactive, and in the columns of parameters that the earlier experiment did not have. */
  readonly points: Float64Array;
  /** (n) values to be minimised, in its own units; NaN: failed, or not measured. */
  readonly values: Float64Array;
};

/** What was observed of one metric, n rows. */
export type Data = {
  readonly n: number;
  /** (n, P) row-major points. */
  readonly points: Float64Array;
  /** (n) values to be minimised, in the user's units; NaN: the evaluation failed. */
  readonly values: Float64Array;
  /** (n) variances of the values as reported, in squared user's units; NaN: not reported. */
  readonly variances: Float64Array;
  /** Absent: none. */
  readonly earlier?: readonly Source[];
};

/** As `Source`, for every metric that takes part. */
export type Sources = Omit<Source, 'values'> & { readonly columns: readonly Float64Array[] };

/** What was observed of every metric that takes part, n rows; an evaluation that failed is NaN in each column. */
export type Dataset = {
  readonly n: number;
  /** (n, P) row-major points. */
  readonly points: Float64Array;
  readonly columns: readonly Column[];
  /** Absent: none. */
  readonly earlier?: readonly Sources[];
};

/** Values and variances (n) of one metric, as in `Data`. */
export type Column = Pick<Data, 'values' | 'variances'>;

/** What is said about the scatter of a metric's values: nothing, that there is none (the same point gives the same value), or that there is. */
export type Noise = 'unknown' | 'none' | 'known';

/** What a column is for: to be made as small as possible, or to be kept at its threshold or below. */
export type Metric = {
  readonly role: 'optimize' | 'constraint';
  /** In the column's units and sign; null: none, which only an optimized metric may have. */
  readonly threshold: number | null;
  /** Absent: `unknown`. */
  readonly noise?: Noise;
};

export type Prediction = {
  /** Median of the posterior in the user's units (minimised sign), and the ends of its central 80 % interval. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
};

/** A place that was not chosen: the rule that would have, and one prediction a metric. */
export type Considered = { readonly arm: string; readonly predicted: readonly Prediction[] };

export type Proposal = {
  readonly point: Point;
  readonly assignments: Assignments;
  /** Which part of the optimizer chose it. `exhausted`: every point of a finite space is taken already, so this one is a repetition. */
  readonly source: 'initial' | 'model' | 'random' | 'grid' | 'exhausted';
  /** Cost of the task it is to be run as; null where there are no tasks. */
  readonly task: number | null;
  /** The rule that chose it, e.g. `centre`, `latin-hypercube`, `log-ei`. */
  readonly arm: string;
  /** One prediction a metric, in the order of the columns; empty when no model chose the point. */
  readonly predicted: readonly Prediction[];
  /** What it was weighed against; empty when no model chose it, or nothing else came into question. */
  readonly considered: readonly Considered[];
};
