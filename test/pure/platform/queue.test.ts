// The queue's sender against a small HTTP server: what is sent, and that trouble never reaches the caller.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeLog } from '../../../shared/platform/log.ts';
import { makeQueue } from '../../../shared/platform/queue.ts';

/** The client checks that the queue got what was sent. */
const md5 = (text: unknown) => createHash('md5').update(String(text)).digest('hex');

let server: Server;
let answer: 'ok' | 'silence' | 'error';
let bodies: Record<string, unknown>[];
let lines: string[];

beforeEach(async () => {
  Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
  [answer, bodies, lines] = ['ok', [], []];
  server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    bodies.push(JSON.parse(text));
    if (answer === 'silence') return;
    response.writeHead(answer === 'ok' ? 200 : 500, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(
      answer === 'ok' ? JSON.stringify({ MessageId: '1', MD5OfMessageBody: md5(bodies[0]?.['MessageBody']) }) : '{}',
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const queue = () => {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // The queue's own URL names another host: only the endpoint may be called.
  return makeQueue(
    { url: 'https://sqs.us-east-1.amazonaws.com/1/q', endpoint },
    makeLog(
      (line) => lines.push(line),
      () => 0,
    ),
  );
};

// The message goes to the endpoint, grouped by client so that one tenant's burst delays only that tenant.
test('sends', async () => {
  await queue()({ client: '3', experiment: '17' });
  expect(bodies).toEqual([
    {
      QueueUrl: 'https://sqs.us-east-1.amazonaws.com/1/q',
      MessageBody: '{"client":"3","experiment":"17"}',
      MessageGroupId: '3',
    },
  ]);
  expect(lines).toEqual([]);
});

// A queue that is broken, silent or gone costs a log line and a short wait, never an error.
test.each(['error', 'silence'] as const)('with %s', async (kind) => {
  answer = kind;
  const started = performance.now();
  await expect(queue()({ client: '3', experiment: '17' })).resolves.toBeUndefined();
  expect(performance.now() - started).toBeLessThan(2500);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'error',
    message: 'message not sent',
    client: '3',
    experiment: '17',
  });
});

test('with nobody there', async () => {
  const send = makeQueue(
    { url: 'http://127.0.0.1:1/1/q', endpoint: 'http://127.0.0.1:1' },
    makeLog(
      (line) => lines.push(line),
      () => 0,
    ),
  );
  await expect(send({ client: '3', experiment: '17' })).resolves.toBeUndefined();
  expect(lines).toHaveLength(1);
});
