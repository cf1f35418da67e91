// Experiments as answers show them.
import * as z from 'zod';
import { metadataReply, seconds, taskReply } from './common.ts';
import { observationReply } from './observation-reply.ts';
import { parameterReply } from './parameter-reply.ts';

const metricReply = z.strictObject({
  object: z.literal('metric'),
  name: z.string().nullable(),
  objective: z.enum(['maximize', 'minimize']),
  strategy: z.enum(['optimize', 'store', 'constraint']),
  threshold: z.number().nullable(),
  noise: z.enum(['unknown', 'none', 'known']),
});

const progressReply = z.strictObject({
  object: z.literal('progress'),
  observation_count: z.int(),
  observation_budget_consumed: z.number(),
  first_observation: observationReply.nullable(),
  last_observation: observationReply.nullable(),
  best_observation: observationReply.nullable(),
});

const constraintReply = z.strictObject({
  object: z.literal('linear_constraint'),
  type: z.enum(['greater_than', 'less_than']),
  threshold: z.number(),
  terms: z.array(z.strictObject({ object: z.literal('constraint_term'), name: z.string(), weight: z.number() })),
});

export const experimentReply = z.strictObject({
  object: z.literal('experiment'),
  id: z.string(),
  client: z.string(),
  name: z.string(),
  type: z.enum(['offline', 'random', 'grid']),
  state: z.enum(['active', 'deleted']),
  development: z.boolean(),
  runs_only: z.boolean(),
  project: z.string().nullable(),
  user: z.string().nullable(),
  created: seconds,
  updated: seconds,
  metadata: metadataReply,
  observation_budget: z.int().nullable(),
  parallel_bandwidth: z.int().nullable(),
  num_solutions: z.int().nullable(),
  conditionals: z.array(
    z.strictObject({ object: z.literal('conditional'), name: z.string(), values: z.array(z.string()) }),
  ),
  linear_constraints: z.array(constraintReply),
  metrics: z.array(metricReply),
  parameters: z.array(parameterReply),
  transfer_from: z.array(z.string()),
  progress: progressReply,
  /** Only in an experiment with tasks, the dearest first. */
  tasks: z.array(taskReply).optional(),
});
