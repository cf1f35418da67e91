// Feeds a function from a queue: receives batches, invokes, deletes what succeeded. What failed comes back by itself.
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Lambda } from '../lambda/invoke.ts';
import { call, type Upstream } from '../services/aws-client.ts';
import { disturb, type QueueFault } from './disturb.ts';
import { batchEvent, type Message, message, succeeded } from './record.ts';
import type { EventSource } from './source.ts';

const received = z.object({ Messages: z.array(message).default([]) });

/** Most messages of one receive, seconds of a long poll (SQS quotas), and milliseconds to wait when the queue is away. */
const receiveLimit = 10;
const longPoll = 20;
const awayPause = 500;

type Settings = { readonly lambda: Lambda; readonly queues: Upstream; readonly fault?: QueueFault | undefined };

/** Works until the returned function is called. */
export function poll(source: EventSource, settings: Settings): () => void {
  const ending = new AbortController();
  void work(source, settings, ending.signal);
  return () => ending.abort();
}

/**
 * A batch is received only when there is a free place to work on it, so messages wait in the queue, where they stay visible:
 *
 *   receive ─► batch 1 ──────────► delete
 *      receive ─► batch 2 ──► delete
 *         (no place) · · · · · receive ─► batch 3
 */
async function work(source: EventSource, settings: Settings, ending: AbortSignal): Promise<void> {
  const running = new Set<Promise<void>>();
  while (!ending.aborted) {
    if (running.size >= source.concurrency) await Promise.race(running);
    const batch = await gather(source, settings.queues, ending);
    if (batch.length === 0) continue;
    const done = deliver(batch, source, settings, ending).finally(() => running.delete(done));
    running.add(done);
  }
}

/** Waits for a first message, then, within the window, for a full batch. */
async function gather({ queue, batchSize, window }: EventSource, queues: Upstream, ending: AbortSignal) {
  const batch = [...(await receive(queue.url, queues, batchSize, longPoll, ending))];
  const until = Date.now() + window * 1000;
  while (batch.length > 0 && batch.length < batchSize && Date.now() < until && !ending.aborted) {
    const wait = Math.min(longPoll, Math.ceil((until - Date.now()) / 1000));
    batch.push(...(await receive(queue.url, queues, batchSize - batch.length, wait, ending)));
  }
  return batch;
}

async function receive(QueueUrl: string, queues: Upstream, most: number, WaitTimeSeconds: number, ending: AbortSignal) {
  const MaxNumberOfMessages = Math.min(most, receiveLimit);
  const wanted = { MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] };
  const input = { QueueUrl, MaxNumberOfMessages, WaitTimeSeconds, ...wanted };
  try {
    return received.parse(await call(queues, 'ReceiveMessage', input, ending)).Messages;
  } catch {
    if (!ending.aborted) await sleep(awayPause);
    return [];
  }
}

async function deliver(batch: readonly Message[], source: EventSource, settings: Settings, ending: AbortSignal) {
  const { dropped, batches } = disturb(batch, source.queue.name, settings.fault);
  await remove(dropped, source, settings.queues);
  const now = batches.filter(({ delay }) => delay === 0);
  for (const { delay, messages } of batches.filter((each) => each.delay > 0))
    void sleep(delay, undefined, { signal: ending, ref: false }).then(
      () => handle(messages, source, settings),
      () => {},
    );
  for (const { messages } of now) await handle(messages, source, settings);
}

async function handle(messages: readonly Message[], source: EventSource, settings: Settings): Promise<void> {
  const outcome = await settings.lambda.invoke(source.target, batchEvent(messages, source.queue.arn));
  if (outcome.failure) return;
  await remove(source.partial ? succeeded(messages, outcome.payload) : messages, source, settings.queues);
}

/** What cannot be deleted is delivered again: at least once is all that a standard queue promises. */
async function remove(messages: readonly Message[], { queue }: EventSource, queues: Upstream): Promise<void> {
  for (let start = 0; start < messages.length; start += receiveLimit) {
    const some = messages.slice(start, start + receiveLimit);
    const Entries = some.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
    await call(queues, 'DeleteMessageBatch', { QueueUrl: queue.url, Entries }).catch(() => {});
  }
}
