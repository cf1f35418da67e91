// The functions' handlers as the platform calls them, on a real database: from the first token to a request, and what each does with bad input.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context, SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { meters } from '../../shared/domain/billing/usage.ts';
import { type Database, startDatabase } from '../kit/database.ts';

let database: Database;

beforeAll(async () => {
  vi.resetModules();
  // The functions' log lines.
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  database = await startDatabase();
  const { protocol = 'http:', hostname = '127.0.0.1', port = 0 } = (await database.table.db.config.endpoint?.()) ?? {};
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_DYNAMODB: `${protocol}//${hostname}:${port}`,
    AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1',
    TABLE_NAME: database.table.name,
    TOKENS_TABLE_NAME: database.tokens.name,
    FILES_BUCKET: 'files',
    TOKEN_KEY_SECRET: 'arn:aws:secretsmanager:us-east-1:1:secret:key',
    IDENTITY: JSON.stringify({ sessionSeconds: 604_800, attempts: 5, signUp: false, verifyEmail: true }),
    QUEUE_URL: 'http://127.0.0.1:1/1/queue',
    PRICES: JSON.stringify({ currency: 'USD', meters: meters.map((meter) => ({ meter, unitPrice: '0' })) }),
    VERSION: '1.2.3',
    COMMIT: 'abc',
  });
});

// What the functions read and keep is gone with this file: others run in the same process.
const environment = { ...process.env };
afterAll(async () => {
  vi.restoreAllMocks();
  vi.resetModules();
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
  await database.stop();
});

const invocation = (milliseconds = 29_000) =>
  ({ awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => milliseconds }) as Context;

type ApiHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

async function ask(handler: ApiHandler, path: string, token?: string, context = invocation()) {
  const event = {
    rawPath: path,
    rawQueryString: '',
    headers: token ? { authorization: `Bearer ${token}` } : {},
    requestContext: { requestId: 'request-1', http: { method: 'GET', path } },
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2;
  const { statusCode, headers, body } = await handler(event, context);
  return { status: statusCode, headers, json: JSON.parse(body ?? 'null') };
}

const firstToken = async (event: unknown) =>
  (await import('../../functions/first-token.ts')).handler(event, invocation());

// The token that the first function makes opens the door of the others, for its own client.
test('from the first token to a request', async () => {
  const made = await firstToken({ organization: 'Org', client: 'Team' });
  const { handler } = await import('../../functions/account.ts');
  expect(await ask(handler, '/v1/tokens/self', made.token)).toMatchObject({
    status: 200,
    json: { client: made.client },
  });
  expect(await ask(handler, `/v1/clients/${made.client}`, made.token)).toMatchObject({
    status: 200,
    json: { object: 'client', name: 'Team', organization: made.organization },
  });
});

// Names are checked before anything is written.
test('the first token refuses names that are none', async () => {
  await expect(firstToken({ organization: '', client: 'Team' })).rejects.toThrow('organization');
  await expect(firstToken({ organization: 'Org', client: 'x'.repeat(101) })).rejects.toThrow('client');
  await expect(firstToken({})).rejects.toThrow('organization');
  await expect(firstToken(null)).rejects.toThrow('body');
});

// The default route answers what no other function serves, and asks for no token.
test('the fallback', async () => {
  const { handler } = await import('../../functions/fallback.ts');
  expect(await ask(handler, '/v1/health')).toMatchObject({
    status: 200,
    json: { status: 'ok', version: '1.2.3', commit: 'abc' },
  });
  expect(await ask(handler, '/v2/experiments')).toMatchObject({
    status: 404,
    headers: { 'X-Request-Id': 'request-1' },
  });
});

// The bare address has a word for whoever has a token.
test('the welcome', async () => {
  const { handler } = await import('../../functions/account.ts');
  const { token } = await firstToken({ organization: 'Org', client: 'Team' });
  expect((await ask(handler, '/')).status).toBe(401);
  expect((await ask(handler, '/', token)).json.message).toContain('/v1');
});

// A request that the gateway hands to the wrong function is our mistake: a 500, and nothing is served with the wrong rights.
test('a function serves its own group only', async () => {
  const { handler } = await import('../../functions/experiments.ts');
  expect((await ask(handler, '/v1/tokens/self')).status).toBe(500);
});

// When the time runs out, the caller gets a 429 to repeat instead of the gateway's 5xx, which ends a client. Here the database keeps a request waiting,
// because one that answers within the millisecond of the shortest timer would be in time.
test('no time left', async () => {
  const { token } = await firstToken({ organization: 'Org', client: 'Team' });
  const slow = await slowDatabase();
  const { handler } = await import('../../functions/account.ts');
  expect(await ask(handler, '/v1/tokens/self', token, invocation(1000))).toMatchObject({
    status: 429,
    headers: { 'Retry-After': '1', 'X-Request-Id': 'request-1' },
  });
  await slow.stop();
});

/** In place of the database, until it is stopped: takes requests and answers none of them before the end. */
async function slowDatabase() {
  const waiting: ServerResponse[] = [];
  const server = createServer((_, response) => waiting.push(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  vi.resetModules();
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const stop = async (): Promise<void> => {
    // The 429 may be there before the request is.
    if (waiting.length === 0) await once(server, 'request');
    for (const response of waiting) response.writeHead(400).end('{"__type":"ValidationException"}');
    server.closeIdleConnections();
    server.close();
    vi.unstubAllEnvs();
    vi.resetModules();
  };
  return { stop };
}

// Of a batch, only the messages that failed go back to the queue: here those that are no messages; an experiment that is gone is done with.
test('the optimizer reports what failed', async () => {
  const { handler } = await import('../../functions/optimizer.ts');
  const bodies = [
    'not json',
    '{"client":"3","experiment":"17"}',
    '{"client":"3"}',
    '{"client":"C#3","experiment":"17"}',
  ];
  const Records = bodies.map((body, i) => ({ messageId: `m${i}`, body, attributes: { ApproximateReceiveCount: '1' } }));
  expect(await handler({ Records } as unknown as SQSEvent, invocation(120_000))).toEqual({
    batchItemFailures: [{ itemIdentifier: 'm0' }, { itemIdentifier: 'm2' }, { itemIdentifier: 'm3' }],
  });
});

// With nothing due the sweeper has nothing to do, and says nothing.
test('the sweeper', async () => {
  const { handler } = await import('../../functions/sweeper.ts');
  await expect(handler({}, invocation(60_000))).resolves.toBeUndefined();
});
