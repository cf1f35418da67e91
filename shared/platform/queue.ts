// Sends messages to the optimizer's queue. A message that gets lost costs freshness only: the sweeper finds what is due and sends again.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Log } from './log.ts';

export type QueuePlace = {
  readonly url: string;
  /** Set in code where it differs from the region's address: the client would otherwise call the host of the queue's URL. */
  readonly endpoint: string | undefined;
};

type Message = { readonly client: string; readonly [field: string]: string };

/**
 * Never rejects, and waits a second or two at most: a caller must not fail, or wait long, because the queue is away.
 * The client's id is the message group: a standard queue with groups serves a quiet tenant before the next message of a noisy one.
 */
export function makeQueue({ url, endpoint }: QueuePlace, log: Log): (message: Message) => Promise<void> {
  const sqs = new SQSClient({
    ...(endpoint ? { endpoint, useQueueUrlAsEndpoint: false } : {}),
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 300, requestTimeout: 600, throwOnRequestTimeout: true },
  });
  return async (message) => {
    const command = new SendMessageCommand({
      QueueUrl: url,
      MessageBody: JSON.stringify(message),
      MessageGroupId: message.client,
    });
    await sqs
      .send(command)
      .catch((error: unknown) => log.error('message not sent', { ...message, error: String(error) }));
  };
}
