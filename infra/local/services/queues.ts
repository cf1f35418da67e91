// Makes the template's queues in the queue's server, dead-letter queues first: a redrive policy names one that must exist.
import * as z from 'zod';
import { idsOf, type Stack } from '../template/stack.ts';
import { call, type Upstream } from './aws-client.ts';

const properties = z.object({
  VisibilityTimeout: z.number().optional(),
  DelaySeconds: z.number().optional(),
  ReceiveMessageWaitTimeSeconds: z.number().optional(),
  MaximumMessageSize: z.number().optional(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() }).optional(),
});
const created = z.object({ QueueUrl: z.string() });

/** Visibility timeout in seconds where a queue names none (SQS, CreateQueue). */
const defaultVisibility = 30;

export type LocalQueue = {
  readonly name: string;
  readonly arn: string;
  /** The URL that the queue's server knows it by; functions see another one, on the proxy. */
  readonly url: string;
  /** Seconds. */
  readonly visibility: number;
};

export async function makeQueues(stack: Stack, upstream: Upstream): Promise<readonly LocalQueue[]> {
  const ids = idsOf(stack, 'AWS::SQS::Queue');
  const redriven = (id: string) => stack.raw(id)['RedrivePolicy'] !== undefined;
  const first = await Promise.all(ids.filter((id) => !redriven(id)).map((id) => make(stack, id, upstream)));
  const second = await Promise.all(ids.filter(redriven).map((id) => make(stack, id, upstream)));
  return [...first, ...second];
}

async function make(stack: Stack, id: string, upstream: Upstream): Promise<LocalQueue> {
  const { RedrivePolicy, ...numbers } = properties.parse(stack.properties(id));
  const { QueueName: name = id, Arn: arn = '' } = stack.names(id);
  const attributes = Object.entries(numbers).map(([key, value]) => [key, String(value)]);
  const redrive = RedrivePolicy ? { RedrivePolicy: JSON.stringify(RedrivePolicy) } : {};
  const input = { QueueName: name, Attributes: { ...Object.fromEntries(attributes), ...redrive } };
  const { QueueUrl } = created.parse(await call(upstream, 'CreateQueue', input));
  return { name, arn, url: QueueUrl, visibility: numbers.VisibilityTimeout ?? defaultVisibility };
}
