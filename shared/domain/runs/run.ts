// What a training run is: the words of it as they are stored and as every layer inside uses them.
import type { Assignments, Metadata } from '../experiment.ts';

export type RunState = 'active' | 'completed' | 'failed';

/** Of a run, by the metric's name; `stddev` as it was reported, null when none was. */
export type RunValue = { readonly value: number; readonly stddev: number | null };

/** How a source of assignments is shown; a lower `sort` stands first. */
export type SourceDisplay = { readonly sort: number; readonly defaultShow: boolean };

type ByName<Value> = Readonly<Record<string, Value>>;

/** What a user says of a run. Absent names were never given, or were cleared. */
export type RunFields = {
  readonly name: string;
  readonly state: RunState;
  readonly favorite: boolean;
  readonly deleted: boolean;
  readonly assignments: Assignments;
  /** Name of an assignment to the source it came from. */
  readonly assignmentsMeta: ByName<string>;
  readonly assignmentsSources: ByName<SourceDisplay>;
  readonly values: ByName<RunValue>;
  readonly metadata: Metadata | null;
  readonly devMetadata: Metadata;
  /** What the client notes for itself: any object. */
  readonly sysMetadata: ByName<unknown>;
  readonly datasets: readonly string[];
  readonly model: string | null;
  /** Of the source code; its text is one of `RunTexts`. */
  readonly sourceHash: string | null;
};

/** Long texts, which stand beside the run so that not every change of it is paid by their length. */
export type RunTexts = { readonly source: string | null; readonly logs: ByName<string> };

export const noTexts: RunTexts = { source: null, logs: {} };

/** Which long texts a run has: lists say so without reading them. */
export type TextNames = { readonly source: boolean; readonly logs: readonly string[] };

export type Run = RunFields & {
  readonly id: string;
  readonly client: string;
  readonly project: string;
  /** Null of a run that belongs to its project alone. */
  readonly experiment: string | null;
  /** What it was to try, and what was reported of it to the experiment; null when there is none. */
  readonly suggestion: string | null;
  readonly observation: string | null;
  /** Whether the service chose its suggestion; null without one. */
  readonly optimized: boolean | null;
  readonly user: string | null;
  readonly development: boolean;
  /** Seconds since the epoch; `completed`: when it first came to an end. */
  readonly created: number;
  readonly updated: number;
  readonly completed: number | null;
  readonly textNames: TextNames;
  readonly checkpoints: number;
  /** Ids. */
  readonly tags: readonly string[];
  readonly files: readonly string[];
};

/** It came to an end once, whatever its state says since. */
export const isFinished = ({ observation, completed }: Pick<Run, 'observation' | 'completed'>): boolean =>
  observation !== null || completed !== null;

/** What every run begins with; `fields` are the user's. */
export const newRun = (
  made: Pick<Run, 'id' | 'client' | 'project' | 'experiment' | 'user' | 'development' | 'created'>,
  fields: RunFields,
  texts: RunTexts,
): Run => ({
  ...made,
  ...fields,
  suggestion: null,
  observation: null,
  optimized: null,
  updated: made.created,
  completed: fields.state === 'active' ? null : made.created,
  textNames: namesOf(texts),
  checkpoints: 0,
  tags: [],
  files: [],
});

/** The run after a change of what its user says of it; `now` in seconds. Coming to an end is noted once. */
export const changedRun = (before: Run, fields: RunFields, texts: RunTexts, now: number): Run => ({
  ...before,
  ...fields,
  updated: now,
  completed: before.completed ?? (fields.state === 'active' ? null : now),
  textNames: namesOf(texts),
});

const namesOf = ({ source, logs }: RunTexts): TextNames => ({ source: source !== null, logs: Object.keys(logs) });

export const hasTexts = ({ textNames: { source, logs } }: Pick<Run, 'textNames'>): boolean => source || logs.length > 0;
