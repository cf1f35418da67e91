// Checkpoints: the body that makes one, and how answers show them.
import * as z from 'zod';
import { type CheckpointInput, maxCheckpointMetadataKeys } from '../../domain/runs/checkpoint.ts';
import { metadataReply, seconds } from './common.ts';
import { metricEvaluationReply } from './observation-reply.ts';
import { metadataInput, nameText } from './ruled.ts';

export const checkpointCreate = z
  .strictObject({
    values: z.array(
      z.strictObject({
        object: z.string().optional(),
        name: nameText,
        value: z.number(),
        value_stddev: z.number().nullish(),
      }),
    ),
    metadata: metadataInput.meta({ ...metadataInput.meta(), maxProperties: maxCheckpointMetadataKeys }).nullish(),
  })
  .meta({
    examples: [{ values: [{ name: 'loss', value: 0.5 }], metadata: { epoch: 3 } }],
  }) satisfies z.ZodType<CheckpointInput>;

export const checkpointReply = z.strictObject({
  object: z.literal('checkpoint'),
  id: z.string(),
  training_run: z.string(),
  created: seconds,
  values: z.array(metricEvaluationReply.extend({ name: z.string() })),
  metadata: metadataReply,
});
