// The stack of the local host's tests: an API, a queue with its worker, a table, and a function that makes a token.
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { type Running, type RunOptions, run } from '../../infra/local/run.ts';
import type { Synthesized } from '../../infra/local/template/assembly.ts';
import {
  allow,
  apiResources,
  eventSource,
  functionResources,
  makeFolder,
  queueResources,
  tableResources,
  writeAssembly,
} from '../infra/local-fixture.ts';

const code = readFileSync(new URL('local-code.mjs', import.meta.url), 'utf8');
const table = { 'Fn::GetAtt': ['Table', 'Arn'] };
const queue = { 'Fn::GetAtt': ['Queue', 'Arn'] };
const consume = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const readAndWrite = ['dynamodb:GetItem', 'dynamodb:PutItem'];

const template = {
  Resources: {
    ...tableResources,
    ...queueResources(2, 2),
    ...functionResources('Web', [allow(readAndWrite, table), allow('sqs:SendMessage', queue)], { Timeout: 3 }),
    ...functionResources('Work', [allow('dynamodb:UpdateItem', table), allow(consume, queue)], { Timeout: 2 }),
    ...functionResources('FirstToken', [allow('dynamodb:PutItem', table)]),
    ...apiResources('Web', ['ANY /do/{action}', 'GET /v1/tokens/self'], { timeout: 2000, merge: ['/runs/{action}'] }),
    ...eventSource('Work'),
  },
};

/** `more` replaces resources of the stack. */
export const synthesized = (more: object = {}): Synthesized =>
  writeAssembly({ Resources: { ...template.Resources, ...more } }, code);

export const runTestStack = (more: Partial<RunOptions> = {}): Promise<Running> =>
  run({
    port: 0,
    data: makeFolder(),
    synthesize: async () => synthesized(),
    report: () => {},
    lost: () => {},
    ...more,
  });

/** Calls an action of the test stack's API. */
export const act = (url: string, action: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${url}/do/${action}`, init);

const action = (host: Running, name: string, event: object = {}) =>
  host.invoke('Web', { ...event, pathParameters: { action: name } });

const counted = z.object({
  body: z.object({ Item: z.object({ deliveries: z.object({ N: z.string() }) }).optional() }),
});

/** How often a message with this text was delivered, as the worker counted. */
export async function deliveries(host: Running, body: string): Promise<number> {
  const answer = counted.parse(await action(host, 'get', { queryStringParameters: { pk: body } }));
  return Number(answer.body.Item?.deliveries.N ?? 0);
}

const accepted = z.object({ status: z.literal(200) });

/** Settles when the queue has accepted the message. */
export const send = async (host: Running, body: string): Promise<void> =>
  void accepted.parse(await action(host, 'send', { body }));

/** Asks until the answer is the expected one, for some seconds. */
export async function eventually<Value>(ask: () => Promise<Value>, accept: (value: Value) => boolean): Promise<Value> {
  const until = Date.now() + 15_000;
  for (;;) {
    const value = await ask();
    if (accept(value) || Date.now() > until) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
