// The event sources of the template: which queue feeds which function, and how; held against the function's role and timeout.
import { availableParallelism } from 'node:os';
import * as z from 'zod';
import type { Judge } from '../access/judge.ts';
import type { LocalFunction } from '../lambda/function.ts';
import { refusal } from '../refusal.ts';
import type { LocalQueue } from '../services/queues.ts';
import { idsOf, type Stack } from '../template/stack.ts';

export type EventSource = {
  readonly queue: LocalQueue;
  readonly target: LocalFunction;
  readonly batchSize: number;
  /** Seconds to wait for a batch to fill. */
  readonly window: number;
  /** Batches at once. */
  readonly concurrency: number;
  /** The function says which messages failed; otherwise a batch succeeds or fails as one. */
  readonly partial: boolean;
};

const properties = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.number().default(10),
  MaximumBatchingWindowInSeconds: z.number().default(0),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: z.number() }).optional(),
  Enabled: z.boolean().default(true),
});

type Known = {
  readonly queues: readonly LocalQueue[];
  readonly functions: readonly LocalFunction[];
  readonly judgeOf: (definition: LocalFunction) => Judge;
};

/** Lambda polls with the function's role and refuses to make the event source without these rights. */
const needed = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** Work in the background leaves one core for those who wait for an answer. */
const background = Math.max(1, availableParallelism() - 1);

/** @throws Refusal for what AWS would refuse, or the host does not know. */
export function eventSourcesOf(stack: Stack, known: Known): readonly EventSource[] {
  return idsOf(stack, 'AWS::Lambda::EventSourceMapping').flatMap((id) => {
    const given = properties.parse(stack.properties(id));
    return given.Enabled ? [sourceOf(id, given, known)] : [];
  });
}

function sourceOf(id: string, given: z.output<typeof properties>, { queues, functions, judgeOf }: Known): EventSource {
  const queue = queues.find(({ arn }) => arn === given.EventSourceArn);
  const target = functions.find(({ name, arn }) => given.FunctionName === name || given.FunctionName === arn);
  if (!queue || !target) throw refusal(`Event source ${id} does not lead from a queue to a function of the template.`);
  const lacking = judgeOf(target)(needed.map((action) => ({ action, resource: queue.arn })));
  if (lacking)
    throw refusal(`Event source ${id} needs ${lacking.action}, which the role of ${target.id} does not grant.`);
  if (queue.visibility < target.timeout)
    throw refusal(
      `Queue ${queue.name} shows messages again after ${queue.visibility} s, before ${target.id} times out.`,
    );
  const most = given.ScalingConfig?.MaximumConcurrency ?? background;
  return {
    queue,
    target,
    batchSize: given.BatchSize,
    window: given.MaximumBatchingWindowInSeconds,
    concurrency: Math.min(most, background, target.concurrency),
    partial: given.FunctionResponseTypes.length > 0,
  };
}
