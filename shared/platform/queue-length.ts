// How much waits in the optimizer's queue. SQS counts approximately: what was sent seconds ago may not be in it yet.
import * as z from 'zod';
import { makeCall } from './aws-service.ts';
import type { QueuePlace } from './queue.ts';

export type QueueLength = { readonly waiting: number; readonly running: number };

const names = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
] as const;

const reply = z.object({ Attributes: z.record(z.string(), z.string()).default({}) });

/** `running`: handed to a function and not done yet. */
export function makeQueueLength({ url, endpoint }: QueuePlace): () => Promise<QueueLength> {
  const call = makeCall({
    ...{ service: 'sqs', target: 'AmazonSQS', endpoint },
    attempts: 3,
    patience: { connection: 1000, answer: 3000 },
  });
  return async () => {
    const { Attributes } = reply.parse(await call('GetQueueAttributes', { QueueUrl: url, AttributeNames: [...names] }));
    const [visible, delayed, running] = names.map((name) => Number(Attributes[name] ?? 0));
    return { waiting: (visible ?? 0) + (delayed ?? 0), running: running ?? 0 };
  };
}
