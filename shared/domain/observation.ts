// What was tried and what came of it: suggestions, queued suggestions and observations, as they are stored.
import type { Assignments, Metadata } from './experiment.ts';

export type MetricValue = {
  readonly name: string | null;
  readonly value: number;
  /** Standard deviation of the value, as reported; null when none was. */
  readonly stddev: number | null;
};

/** One for every metric of the experiment, sorted by name; empty when the evaluation failed. */
export type Observation = {
  readonly id: string;
  readonly assignments: Assignments;
  /** Name of the task it was run as; null in an experiment without tasks. */
  readonly task: string | null;
  readonly suggestion: string | null;
  readonly values: readonly MetricValue[];
  readonly failed: boolean;
  readonly metadata: Metadata | null;
  /** The training run that brought it; absent: it was reported by itself. */
  readonly run?: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly deleted: boolean;
};

/** Where a suggestion came from. */
export type Source = 'queued' | 'explicit' | 'initial' | 'model' | 'pool' | 'grid' | 'random' | 'exhausted';

/** A place that was not chosen: the rule that would have, and what was expected there. */
export type Considered = { readonly arm: string; readonly predicted: Receipt['predicted'] };

export type Receipt = {
  readonly source: Source;
  /** The rule inside the optimizer that chose it, e.g. `log-ei`; null where no optimizer took part. */
  readonly arm: string | null;
  /** Version of the stored model it was computed with; null without one. */
  readonly modelVersion: number | null;
  /** Version of the experiment's data it knew. */
  readonly dataVersion: number;
  readonly predicted: readonly {
    readonly metric: string | null;
    readonly mean: number;
    readonly low: number;
    readonly high: number;
  }[];
  /** What it was weighed against; absent: nothing. */
  readonly considered?: readonly Considered[];
};

export type Suggestion = {
  readonly id: string;
  readonly assignments: Assignments;
  /** Name of the task it is to be run as; null in an experiment without tasks. */
  readonly task: string | null;
  readonly metadata: Metadata | null;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly receipt: Receipt;
  readonly deleted: boolean;
};

export type QueuedSuggestion = {
  readonly id: string;
  readonly assignments: Assignments;
  readonly task: string | null;
  readonly created: number;
};
