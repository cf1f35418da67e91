// Sends messages to the optimizer's queue. A message that gets lost costs freshness only: the sweeper finds what is due and sends again.
import { makeCall } from './aws-service.ts';
import type { Log } from './log.ts';

export type QueuePlace = {
  readonly url: string;
  /** Set where it differs from the region's address. */
  readonly endpoint: string | undefined;
};

export type Message = { readonly client: string; readonly [field: string]: string };

/**
 * Never rejects, and waits a second or two at most: a caller must not fail, or wait long, because the queue is away.
 * The client's id is the message group: a standard queue with groups serves a quiet tenant before the next message of a noisy one.
 */
export function makeQueue({ url, endpoint }: QueuePlace, log: Log): (message: Message) => Promise<void> {
  const call = makeCall({
    ...{ service: 'sqs', target: 'AmazonSQS', endpoint },
    attempts: 2,
    patience: { connection: 300, answer: 600 },
  });
  return async (message) => {
    const input = { QueueUrl: url, MessageBody: JSON.stringify(message), MessageGroupId: message.client };
    await call('SendMessage', input).catch((error: unknown) =>
      log.error('message not sent', { ...message, error: String(error) }),
    );
  };
}
