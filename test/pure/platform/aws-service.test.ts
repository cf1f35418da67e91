// A service's calls against a small HTTP server: what is repeated and what is not, and what an error says.
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeCall } from '../../../shared/platform/aws-service.ts';

type Seen = { readonly headers: Readonly<Record<string, unknown>>; readonly body: string; readonly port: number };
type Behaviour = (response: ServerResponse) => void;

let server: Server;
let seen: Seen[];
/** One for each call; the last one stays. */
let behaviours: Behaviour[];

const ok = (body: object): Behaviour => {
  return (response) =>
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
};
const error = (status: number, body: object | string): Behaviour => {
  return (response) => response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
};
const broken: Behaviour = (response) => response.destroy();
/** Half of an answer, and then nothing more comes. */
const halved: Behaviour = (response) => {
  response.writeHead(200, { 'content-length': 100 });
  response.write('{"a"');
  setTimeout(() => response.destroy(), 10);
};

beforeEach(async () => {
  Object.assign(process.env, { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'test' });
  seen = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ headers: request.headers, body, port: request.socket.remotePort ?? 0 });
    (behaviours.length > 1 ? behaviours.shift() : behaviours[0])?.(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const makeDynamo = (attempts = 3) =>
  makeCall({
    ...{ service: 'dynamodb', target: 'DynamoDB_20120810', attempts },
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    patience: { connection: 500, answer: 300 },
  });

// Guarantee: a call says its operation, is signed for its service and region, and the next one goes over the same connection.
test('a call', async () => {
  behaviours = [ok({ Item: { a: { S: 'ü€😀' } } })];
  const call = makeDynamo();
  expect(await call('GetItem', { Key: 'ü' })).toEqual({ Item: { a: { S: 'ü€😀' } } });
  await call('GetItem', {});
  expect(seen[0]).toMatchObject({
    body: '{"Key":"ü"}',
    headers: {
      'x-amz-target': 'DynamoDB_20120810.GetItem',
      'content-type': 'application/x-amz-json-1.0',
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-west-1\/dynamodb\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}$/,
      ),
    },
  });
  expect(seen[0]?.port).toBe(seen[1]?.port);
});

// Guarantee: what may be over when it is repeated is repeated, with the same body, up to the attempts there are.
test.each([
  ['throttled', error(400, { __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'slow' })],
  ['in progress', error(400, { __type: 'a#TransactionInProgressException', Message: 'wait' })],
  ['a server error', error(500, { __type: 'InternalServerError' })],
  ['a gateway that speaks no JSON', error(503, '<html>')],
  ['a connection that breaks', broken],
  ['an answer that breaks off', halved],
  ['silence', () => {}],
])('repeated: %s', async (_name, behaviour) => {
  behaviours = [behaviour, ok({ done: true })];
  expect(await makeDynamo()('PutItem', { a: 1 })).toEqual({ done: true });
  expect(seen.map(({ body }) => body)).toEqual(['{"a":1}', '{"a":1}']);
});

// Guarantee: when it does not pass, the last error is told by its name, which the door knows.
test.each([
  ['ThrottlingException', error(400, { __type: 'x#ThrottlingException' })],
  ['ServiceUnavailable', error(503, '<html>')],
  ['TimeoutError', () => {}],
])('given up: %s', async (name, behaviour) => {
  behaviours = [behaviour];
  await expect(makeDynamo(2)('PutItem', {})).rejects.toMatchObject({ name });
  expect(seen).toHaveLength(2);
});

// Guarantee: a refusal is told at once, with AWS's name and message and the reasons of a cancelled transaction.
test('refused', async () => {
  const reasons = [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Message: 'no' }];
  const type = 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException';
  behaviours = [error(400, { __type: type, Message: 'cancelled', CancellationReasons: reasons })];
  await expect(makeDynamo()('TransactWriteItems', {})).rejects.toMatchObject({
    ...{ name: 'TransactionCanceledException', message: 'cancelled', CancellationReasons: reasons },
  });
  behaviours = [error(400, { __type: 'x#ConditionalCheckFailedException', message: 'The conditional request failed' })];
  await expect(makeDynamo()('PutItem', {})).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  expect(seen).toHaveLength(2);
});
