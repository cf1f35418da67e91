// What an experiment is: the words of its definition, as they are stored and as every layer inside uses them.

export type Value = number | string;
/** Parameter and conditional names to values; inactive parameters are absent. */
export type Assignments = Readonly<Record<string, Value>>;
export type Metadata = Readonly<Record<string, string | number>>;

/** `index` counts from 1 and is never given to another name; a removed category stays, marked deleted, because old observations name it. */
export type Category = { readonly name: string; readonly index: number; readonly deleted: boolean };

/** Normal in the parameter's own units, cut off at its bounds; or beta over the bounds as 0 to 1. */
export type Prior =
  | { readonly name: 'normal'; readonly mean: number; readonly scale: number }
  | { readonly name: 'beta'; readonly shapeA: number; readonly shapeB: number };

export type Parameter = {
  readonly name: string;
  readonly type: 'double' | 'int' | 'categorical';
  /** Null for a categorical; derived from the grid where there is one. */
  readonly bounds: { readonly min: number; readonly max: number } | null;
  /** Sorted values a double or int is restricted to. */
  readonly grid: readonly number[] | null;
  /** Empty unless categorical. */
  readonly categories: readonly Category[];
  readonly defaultValue: Value | null;
  /** Conditional name to the values under which the parameter is active: all names must match, any value of a name. */
  readonly conditions: Readonly<Record<string, readonly string[]>>;
  readonly transformation: 'log' | null;
  readonly prior: Prior | null;
  /** Removed by an update: kept for old observations, absent from reads and from new assignments. */
  readonly deleted: boolean;
};

export type Conditional = { readonly name: string; readonly values: readonly string[] };

/** Σ weight·value ≥ threshold (`greater_than`) or ≤ threshold; over at least two doubles, or ints. Terms are sorted by name. */
export type LinearConstraint = {
  readonly type: 'greater_than' | 'less_than';
  readonly threshold: number;
  readonly terms: readonly { readonly name: string; readonly weight: number }[];
};

export type Metric = {
  readonly name: string | null;
  readonly objective: 'maximize' | 'minimize';
  /** `optimize`: suggestions improve it; `constraint`: they keep it at its threshold or better; `store`: it is only kept. */
  readonly strategy: 'optimize' | 'store' | 'constraint';
  /** In the metric's own direction, the worst value that is acceptable; always there for a constraint. */
  readonly threshold: number | null;
  /** What the user says about its scatter: nothing, that the same point always gives the same value, or that it does not. */
  readonly noise: 'unknown' | 'none' | 'known';
};

/** A way to run an evaluation; the cost is a share of the full task's, which is 1. */
export type Task = { readonly name: string; readonly cost: number };

export type ExperimentType = 'offline' | 'random' | 'grid';

/** What a user says an experiment is. Parameters and metrics are sorted by name. */
export type Definition = {
  readonly name: string;
  readonly type: ExperimentType;
  readonly parameters: readonly Parameter[];
  readonly conditionals: readonly Conditional[];
  readonly linearConstraints: readonly LinearConstraint[];
  readonly metrics: readonly Metric[];
  /** The dearest first; empty, or at least two. */
  readonly tasks: readonly Task[];
  readonly observationBudget: number | null;
  readonly parallelBandwidth: number | null;
  /** Best points wanted, far apart; null as 1, but shown as it was given. */
  readonly numSolutions: number | null;
  readonly metadata: Metadata | null;
  /** Ids of earlier experiments that it learns from. */
  readonly transferFrom: readonly string[];
  /** Id of the project it is in. */
  readonly project: string | null;
  /** Made of training runs, which report for it; such an experiment takes no reports and asks of its own. */
  readonly runsOnly: boolean;
};

export type Experiment = Definition & {
  readonly id: string;
  readonly client: string;
  readonly user: string | null;
  readonly state: 'active' | 'deleted';
  readonly development: boolean;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly updated: number;
  /** Rises when parameters or metrics change; models are made for one revision. */
  readonly revision: number;
};
