// How much waits in the optimizer's queue. SQS counts approximately: what was sent seconds ago may not be in it yet.
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { QueuePlace } from './queue.ts';

type QueueLength = { readonly waiting: number; readonly running: number };

const names = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
] as const;

/** `running`: handed to a function and not done yet. */
export function makeQueueLength({ url, endpoint }: QueuePlace): () => Promise<QueueLength> {
  const sqs = new SQSClient({ ...(endpoint ? { endpoint, useQueueUrlAsEndpoint: false } : {}), maxAttempts: 3 });
  return async () => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] }),
    );
    const [visible, delayed, running] = names.map((name) => Number(Attributes[name] ?? 0));
    return { waiting: (visible ?? 0) + (delayed ?? 0), running: running ?? 0 };
  };
}
