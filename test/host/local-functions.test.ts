// The local host runs functions as Lambda does: answers, limits, isolation, rights. A small stack of the tests' own, real servers.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Running } from '../../infra/local/run.ts';
import type { Fault } from '../../infra/local/services/proxy.ts';
import { removeFolders } from '../infra/local-fixture.ts';
import { act, eventually, runTestStack } from './local-stack.ts';

let host: Running;
const reports: string[] = [];
let fault: Fault | undefined;

beforeAll(async () => {
  host = await runTestStack({ report: (line) => reports.push(line), callFault: () => fault });
});
afterAll(async () => {
  await host?.stop();
  removeFolders();
});

const text = async (answer: Promise<Response>) => `${(await answer).status} ${await (await answer).text()}`;
const json = async (answer: Promise<Response>) => JSON.parse(await (await answer).text());

describe('requests', () => {
  // The event goes in and the answer comes out; cookies stay several.
  test('reach the function', async () => {
    const event = await json(act(host.url, 'echo?a=1', { method: 'PUT', body: '{}', headers: { cookie: 'c=1' } }));
    expect(event).toMatchObject({ routeKey: 'ANY /do/{action}', rawPath: '/do/echo', cookies: ['c=1'], body: '{}' });
    const answer = await act(host.url, 'cookies');
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(answer.headers.get('x-many')).toBe('m');
  });

  // Without a `$default` route the gateway's own 404 answers.
  test('without a route', async () =>
    expect(await text(fetch(`${host.url}/nowhere`))).toBe('404 {"message":"Not Found"}'));

  // The one difference from AWS: what the template notes as a route of MERGE is answered; the method opens no other path.
  test('of the method MERGE', async () => {
    const merge = (path: string) => fetch(`${host.url}${path}`, { method: 'MERGE', body: '{"a":1}' });
    const event = await json(merge('/runs/echo'));
    expect(event).toMatchObject({
      routeKey: 'MERGE /runs/{action}',
      body: '{"a":1}',
      pathParameters: { action: 'echo' },
    });
    expect(event.requestContext.http.method).toBe('MERGE');
    expect(await text(fetch(`${host.url}/runs/echo`))).toBe('404 {"message":"Not Found"}');
    expect(await text(merge('/nowhere'))).toBe('404 {"message":"Not Found"}');
  });

  // 10 MB for a body, 6 MB for an event, 6 MB for a result: each has the answer that AWS gives.
  test('sizes', async () => {
    const post = (bytes: number) => text(act(host.url, 'count', { method: 'POST', body: 'x'.repeat(bytes) }));
    expect(await post(11_000_000)).toBe('413 {"message":"Request Entity Too Large"}');
    expect(await post(7_000_000)).toBe('413 {"message":"Request Entity Too Large"}');
    expect(await post(5_000_000)).toMatch(/^200 /);
    expect(await text(act(host.url, 'large'))).toBe('500 {"message":"Internal Server Error"}');
  });

  // A client that goes away in the middle of its request harms nobody.
  test('broken off', async () => {
    const socket = connect(Number(new URL(host.url).port), '127.0.0.1');
    socket.write('POST /do/count HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.resetAndDestroy();
    expect((await act(host.url, 'count')).status).toBe(200);
  });
});

describe('failures', () => {
  const failed = '500 {"message":"Internal Server Error"}';
  // What is thrown, and the end of the whole environment, are 500s; the next call finds a working function.
  test.each(['throw', 'exit'])('%s', async (action) => {
    expect(await text(act(host.url, action))).toBe(failed);
    expect((await act(host.url, 'count')).status).toBe(200);
    expect(reports.some((line) => line.startsWith('Web failed: '))).toBe(true);
  });

  // A loop without end is stopped when the function's time is over, and the gateway does not wait longer than its own.
  test('timeouts', async () => {
    expect(await text(act(host.url, 'nap?ms=2300'))).toBe('503 {"message":"Service Unavailable"}');
    expect(await text(act(host.url, 'spin'))).toBe('503 {"message":"Service Unavailable"}');
    await expect(host.invoke('Web', { pathParameters: { action: 'spin' } })).rejects.toThrow(
      'Task timed out after 3.00 seconds',
    );
    expect((await act(host.url, 'count')).status).toBe(200);
  });

  // A waiting call gets a place when another one is stopped: time-outs do not use up the function.
  test('places come back', async () => {
    await Promise.all(
      [1, 2, 3, 4].map(() => host.invoke('Web', { pathParameters: { action: 'spin' } }).catch(() => {})),
    );
    expect((await act(host.url, 'count')).status).toBe(200);
  });
});

describe('environments', () => {
  // A function sees the variables of its template and the platform's, with addresses on this computer; nothing of ours.
  test('are isolated', async () => {
    process.env['CAIRN_TEST_SECRET'] = 'visible';
    const variables = await json(act(host.url, 'environment'));
    expect(variables).toMatchObject({
      TABLE_NAME: 'test-Table',
      AWS_REGION: 'us-east-1',
      TZ: 'UTC',
      AWS_ACCESS_KEY_ID: 'LOCALWeb',
    });
    expect(new URL(variables.AWS_ENDPOINT_URL_SQS).hostname).toBe('127.0.0.1');
    expect(new URL(variables.QUEUE_URL).origin).toBe(variables.AWS_ENDPOINT_URL_SQS);
    for (const name of ['CAIRN_TEST_SECRET', 'PATH', 'HOME']) expect(variables).not.toHaveProperty(name);
  });

  // An environment is kept between calls, and replaced when the code is renewed.
  test('stay warm until they are renewed', async () => {
    const count = async () => Number(await (await act(host.url, 'count')).text());
    const before = await count();
    expect(await count()).toBe(before + 1);
    host.renew();
    expect(await count()).toBe(1);
  });

  // Output is kept line by line in the function's log, and not on the terminal.
  test('log', async () => {
    await act(host.url, 'log');
    const read = async () => readFileSync(join(host.folder.logs, 'Web.log'), 'utf8').split('\n');
    const lines = await eventually(read, (some) => some.includes('another line'));
    expect(lines).toEqual(
      expect.arrayContaining(['a line', 'another line', expect.stringMatching(/^REPORT Web [\d.]+ ms$/)]),
    );
    expect(reports.join()).not.toContain('a line');
  });
});

describe('rights', () => {
  // What the role grants works; what it does not grant fails with AWS's error, and the terminal says which right is lacking.
  test('are those of the role', async () => {
    expect(await json(act(host.url, 'put?pk=a'))).toMatchObject({ status: 200 });
    expect(await json(act(host.url, 'get?pk=a'))).toMatchObject({ status: 200, body: { Item: { pk: { S: 'a' } } } });
    const { status, body } = await json(act(host.url, 'scan'));
    expect(status).toBe(400);
    expect(body.__type).toMatch(/#AccessDeniedException$/);
    expect(body.message).toContain('not authorized to perform: dynamodb:Scan on resource: arn:aws:dynamodb:');
    expect(reports).toContainEqual(
      expect.stringMatching(/^Web was refused dynamodb:Scan on arn:.*test-Table: its role/),
    );
  });

  // A key that belongs to no function is nobody's.
  test('need a known key', async () =>
    expect(await json(act(host.url, 'stranger'))).toMatchObject({
      status: 400,
      body: { __type: expect.stringContaining('UnrecognizedClient') },
    }));

  // A test may answer in a service's place; the function sees that answer.
  test('calls can be disturbed', async () => {
    fault = { status: 400, type: 'TransactionConflictException', message: 'injected' };
    expect(await json(act(host.url, 'get?pk=a'))).toMatchObject({ status: 400, body: { message: 'injected' } });
    fault = undefined;
    expect(await json(act(host.url, 'get?pk=a'))).toMatchObject({ status: 200 });
  });

  // With the queue's server gone a send fails like an outage of SQS, and everything else goes on.
  test('the queue may be away', async () => {
    await host.stopQueue();
    expect(await json(act(host.url, 'send', { method: 'POST', body: 'x' }))).toMatchObject({ status: 503 });
    expect(await json(act(host.url, 'get?pk=a'))).toMatchObject({ status: 200 });
  });
});
