// Suggestions and queued suggestions as answers show them.
import * as z from 'zod';
import { assignmentsReply, metadataReply, seconds, taskReply } from './common.ts';
import { predictedReply } from './insight-reply.ts';

/** Where a suggestion came from: `source` the lane, `arm` the rule of the optimizer, the versions it knew, and what it expected. */
const receiptReply = z.strictObject({
  source: z.enum(['queued', 'explicit', 'initial', 'model', 'pool', 'grid', 'random', 'exhausted']),
  arm: z.string().nullable(),
  model_version: z.number().nullable(),
  data_version: z.number(),
  predicted: predictedReply,
  /** What it was weighed against: next-best places of the search, and what another rule would have tried. */
  considered: z.array(z.strictObject({ arm: z.string(), predicted: predictedReply })),
});

export const suggestionReply = z.strictObject({
  object: z.literal('suggestion'),
  id: z.string(),
  experiment: z.string(),
  created: seconds,
  assignments: assignmentsReply,
  state: z.enum(['open', 'closed']),
  deleted: z.boolean(),
  metadata: metadataReply,
  task: taskReply.optional(),
  receipt: receiptReply,
});

export const queuedReply = z.strictObject({
  object: z.literal('queued_suggestion'),
  id: z.string(),
  experiment: z.string(),
  created: seconds,
  assignments: assignmentsReply,
  task: taskReply.optional(),
});
