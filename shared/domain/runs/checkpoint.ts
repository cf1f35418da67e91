// Checkpoints: what a training run measured on its way, a few of them in a run, each a list of named values.
import { checkDocumentSize } from '../document-size.ts';
import type { Metadata } from '../experiment.ts';
import { checkMetadata, type MetadataInput } from '../metadata.ts';
import { checkName } from '../name.ts';
import { invalid } from '../problem.ts';

/** Of a run. */
export const maxCheckpoints = 200;
export const maxCheckpointMetadataKeys = 5;

/** `stddev` as it was reported, null when none was. */
export type CheckpointValue = { readonly name: string; readonly value: number; readonly stddev: number | null };

export type Checkpoint = {
  readonly id: string;
  readonly run: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly values: readonly CheckpointValue[];
  readonly metadata: Metadata | null;
};

export type CheckpointInput = {
  readonly values: readonly {
    readonly name: string;
    readonly value: number;
    readonly value_stddev?: number | null | undefined;
  }[];
  readonly metadata?: MetadataInput | null | undefined;
};

export type NewCheckpoint = Pick<Checkpoint, 'values' | 'metadata'>;

/** Throws the 400 for the first thing that breaks a rule. */
export function readCheckpoint({ values, metadata }: CheckpointInput): NewCheckpoint {
  const seen = new Set<string>();
  const read = values.map(({ name, value, value_stddev: stddev = null }, i): CheckpointValue => {
    const field = `values[${i}]`;
    checkName(name, `${field}.name`);
    if (seen.has(name)) throw invalid(`${field}.name`, name, 'is listed twice', 'Send one value for each metric.');
    seen.add(name);
    if (stddev !== null && stddev < 0)
      throw invalid(`${field}.value_stddev`, stddev, 'must be at least 0', 'Send the standard deviation.');
    return { name, value: value + 0, stddev: stddev === null ? null : stddev + 0 };
  });
  const checked = { values: read, metadata: checkMetadata(metadata, 'metadata', maxCheckpointMetadataKeys) };
  return checkDocumentSize(checked, 'values');
}

export const publicCheckpoint = ({ id, run, created, values, metadata }: Checkpoint) => ({
  object: 'checkpoint' as const,
  id,
  training_run: run,
  created,
  values: values.map(({ name, value, stddev }) => ({
    object: 'metric_evaluation' as const,
    name,
    value,
    value_stddev: stddev,
  })),
  metadata,
});
