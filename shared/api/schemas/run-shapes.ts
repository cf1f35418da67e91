// Training runs: the bodies of their requests, and how answers show them.
import * as z from 'zod';
import type { NewRunInput, RunUpdate } from '../../domain/runs/run-input.ts';
import { assignmentsReply, freeObject, metadataReply, seconds } from './common.ts';
import { runExamples, runUpdateExamples } from './examples.ts';
import { metricEvaluationReply } from './observation-reply.ts';
import { assignmentsInput, metadataInput } from './ruled.ts';

/** An object with names of the user's own; null takes a name out. Clients send objects back as they read them, `object` and all. */
const named = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.record(z.string(), z.strictObject({ object: z.string().optional(), ...shape }).nullable()).nullish();

const keys = {
  name: z.string().meta({ minLength: 1, maxLength: 500 }).optional(),
  state: z.enum(['active', 'completed', 'failed']).optional(),
  favorite: z.boolean().nullish(),
  deleted: z.boolean().nullish(),
  assignments: assignmentsInput.nullish(),
  /** Where an assignment came from. */
  assignments_meta: named({ source: z.string().nullish() }),
  /** How the sources are shown. */
  assignments_sources: named({ sort: z.number().nullish(), default_show: z.boolean().nullish() }),
  /** By the name of the metric. */
  values: named({ name: z.string().optional(), value: z.number().nullish(), value_stddev: z.number().nullish() }),
  metadata: metadataInput.nullish(),
  dev_metadata: metadataInput.nullish(),
  sys_metadata: freeObject.nullish(),
  datasets: named({}),
  model: z.strictObject({ object: z.string().optional(), type: z.string().nullish() }).nullish(),
  source_code: z
    .strictObject({
      object: z.string().optional(),
      content: z.string().nullish(),
      hash: z.string().nullish(),
    })
    .nullish(),
  /** By the name of the stream; at most 1124 characters of each are kept. */
  logs: named({ content: z.string().nullish() }),
};

export const runCreate = z
  .strictObject({ ...keys, name: keys.name.unwrap() })
  .meta({ examples: runExamples }) satisfies z.ZodType<NewRunInput>;

/** Runs of one request. */
const maxRuns = 10_000;

export const runBatch = z
  .strictObject({ runs: z.array(runCreate).max(maxRuns) })
  .meta({ examples: [{ runs: runExamples }] });

/** Absent keeps what is stored, null clears it; a project moves the run there. */
export const runUpdate = z
  .strictObject({ ...keys, project: z.string().optional() })
  .meta({ examples: runUpdateExamples }) satisfies z.ZodType<RunUpdate>;

export const runReply = z.strictObject({
  object: z.literal('training_run'),
  id: z.string(),
  name: z.string(),
  client: z.string(),
  project: z.string(),
  experiment: z.string().nullable(),
  suggestion: z.string().nullable(),
  observation: z.string().nullable(),
  user: z.string().nullable(),
  created: seconds,
  updated: seconds,
  /** When it first came to an end. */
  completed: seconds.nullable(),
  state: z.enum(['active', 'completed', 'failed']),
  finished: z.boolean(),
  deleted: z.boolean(),
  favorite: z.boolean(),
  assignments: assignmentsReply,
  assignments_meta: z.record(z.string(), z.strictObject({ object: z.literal('assignments_meta'), source: z.string() })),
  assignments_sources: z.record(
    z.string(),
    z.strictObject({ object: z.literal('assignments_sources'), default_show: z.boolean(), sort: z.number() }),
  ),
  values: z.record(z.string(), metricEvaluationReply),
  metadata: metadataReply,
  dev_metadata: metadataReply.unwrap(),
  sys_metadata: freeObject,
  datasets: z.record(z.string(), z.strictObject({ object: z.literal('dataset') })),
  logs: z.record(z.string(), z.strictObject({ object: z.literal('log'), content: z.string() })),
  model: z.strictObject({ object: z.literal('model'), type: z.string().nullable() }),
  source_code: z.strictObject({
    object: z.literal('source_code'),
    content: z.string().nullable(),
    hash: z.string().nullable(),
  }),
  checkpoint_count: z.int(),
  tags: z.array(z.string()),
  files: z.array(z.string()),
});
