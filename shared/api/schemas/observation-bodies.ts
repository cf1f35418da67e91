// Bodies of requests that report observations, one or many, and change them.
import * as z from 'zod';
import type { ObservationInput, ObservationUpdate } from '../../domain/reports/report.ts';
import { flag, id } from './common.ts';
import { batchExamples, observationExamples } from './examples.ts';
import { assignmentsInput, metadataInput } from './ruled.ts';

const maxBatch = 2500;

const metricValue = z.strictObject({
  object: z.string().optional(),
  name: z.string().nullish(),
  value: z.number(),
  value_stddev: z.number().nullish(),
});

const keys = {
  suggestion: id.nullish(),
  assignments: assignmentsInput.nullish(),
  values: z.array(metricValue).nullish(),
  failed: flag,
  metadata: metadataInput.nullish(),
  task: z.unknown().optional(),
  no_optimize: flag,
};

export const observationCreate = z
  .strictObject(keys)
  .meta({ examples: observationExamples }) satisfies z.ZodType<ObservationInput>;

/** The same keys as on creation; absent keeps what is stored, null clears it. */
export const observationUpdate = z.strictObject(keys) satisfies z.ZodType<ObservationUpdate>;

/** Whether to look for new suggestions is a question of the whole batch, so its elements do not carry the key. */
export const observationBatch = z
  .strictObject({
    observations: z.array(observationCreate.omit({ no_optimize: true })).max(maxBatch),
    no_optimize: flag,
    /** Checks everything and writes nothing. */
    dry_run: flag,
  })
  .meta({ examples: batchExamples });
