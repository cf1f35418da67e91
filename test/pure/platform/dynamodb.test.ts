// The database client when the database is away: an error that the door answers with "try again", in time to answer at all.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failure } from '../../../shared/api/failure.ts';
import { makeDynamoDb } from '../../../shared/platform/dynamodb.ts';
import { makeLog } from '../../../shared/platform/log.ts';
import { get } from '../../../shared/store/table/table.ts';

const log = makeLog(
  () => {},
  () => 0,
);
const silent = createServer(() => {});

beforeAll(async () => {
  Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
});
afterAll(() => {
  silent.closeAllConnections();
  silent.close();
});

const read = (endpoint: string) =>
  get({ db: makeDynamoDb(endpoint), name: 'table' }, { pk: 'a', sk: 'b' }).then(
    () => null,
    (error: unknown) => failure(error, log),
  );

// Nobody listens (by address, and by a name with two addresses), or somebody listens and says nothing: a 429 within a request's 29 seconds.
test.each([
  ['no listener', () => 'http://127.0.0.1:1'],
  ['no listener under either address', () => 'http://localhost:1'],
  ['silence', () => `http://127.0.0.1:${(silent.address() as AddressInfo).port}`],
])(
  '%s',
  async (_name, endpoint) => {
    const started = performance.now();
    const reply = await read(endpoint());
    expect(reply).toMatchObject({ statusCode: 429, headers: { 'Retry-After': '1' } });
    expect(performance.now() - started).toBeLessThan(20_000);
  },
  30_000,
);
