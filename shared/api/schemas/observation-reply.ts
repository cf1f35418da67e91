// Observations and best assignments as answers show them.
import * as z from 'zod';
import { assignmentsReply, metadataReply, seconds, taskReply } from './common.ts';

export const metricEvaluationReply = z.strictObject({
  object: z.literal('metric_evaluation'),
  name: z.string().nullable(),
  value: z.number(),
  value_stddev: z.number().nullable(),
});

export const observationReply = z.strictObject({
  object: z.literal('observation'),
  id: z.string(),
  experiment: z.string(),
  created: seconds,
  assignments: assignmentsReply,
  suggestion: z.string().nullable(),
  failed: z.boolean(),
  metadata: metadataReply,
  values: z.array(metricEvaluationReply),
  task: taskReply.optional(),
});

export const bestAssignmentsReply = z.strictObject({
  object: z.literal('best_assignments'),
  id: z.string(),
  assignments: assignmentsReply,
  values: z.array(metricEvaluationReply),
  metadata: metadataReply,
  /** The name of the task. */
  task: z.string().nullable().optional(),
});
