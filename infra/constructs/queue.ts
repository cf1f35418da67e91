// A standard queue with dead letters: TLS only, encrypted, and visible again only when its consumer has surely ended.
import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export type QueuePair = { readonly queue: Queue; readonly deadLetters: Queue };

/** `consumerTimeout` in seconds. Standard, not FIFO: a message is only a hint, and a message group makes a standard queue fair. */
export function makeQueue(scope: Construct, id: string, consumerTimeout: number): QueuePair {
  const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
  const deadLetters = new Queue(scope, `${id}DeadLetters`, { ...common, retentionPeriod: Duration.days(14) });
  const queue = new Queue(scope, id, {
    ...common,
    // Six times the function's timeout, as AWS advises for event sources: room for throttled invocations to be tried again.
    visibilityTimeout: Duration.seconds(6 * consumerTimeout),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: 5 },
  });
  return { queue, deadLetters };
}
