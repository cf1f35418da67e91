// The door with a table of three rows and tokens in memory: the order of checks, and what each answer says.
import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openDoor } from '../../../shared/api/door.ts';
import type { DoorParts } from '../../../shared/api/entrance.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import type { TokenRecord } from '../../../shared/domain/identity/identity.ts';
import { makeToken } from '../../../shared/domain/identity/token.ts';
import { notFound } from '../../../shared/domain/problem.ts';
import type { Context } from '../../../shared/operations/context.ts';
import { makeLog } from '../../../shared/platform/log.ts';
import { hashToken } from '../../../shared/platform/token-hash.ts';

const now = Date.UTC(2026, 5, 1);
const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));

const tokens = {
  good: makeToken(random),
  reader: makeToken(random),
  revoked: makeToken(random),
  expired: makeToken(random),
  dev: makeToken(random, 'client-dev'),
  unknown: makeToken(random),
  wrong: 'cairn_api_wrong',
};
const record = (token: string, more: Partial<TokenRecord>): [string, TokenRecord] => [
  hashToken(token),
  {
    hash: hashToken(token),
    kind: 'client-api',
    tenant: { client: '3', organization: '2' },
    user: null,
    level: 'write',
    prefix: 'cairn_api_',
    lastFour: token.slice(-4),
    created: 0,
    expires: null,
    revoked: false,
    ...more,
  },
];
const known = new Map([
  record(tokens.good, {}),
  record(tokens.reader, { level: 'read' }),
  record(tokens.revoked, { revoked: true }),
  record(tokens.expired, { expires: now / 1000 }),
  record(tokens.dev, { kind: 'client-dev' }),
]);

const thing = z.object({ object: z.literal('thing'), id: z.string(), name: z.string() });
const page = z.object({
  object: z.literal('pagination'),
  count: z.number(),
  data: z.array(thing),
  paging: z.object({ before: z.string().nullable(), after: z.string().nullable() }),
});

/** Experiment 17 is there, 18 is a development experiment, the others are not there or belong to somebody else. */
const load = async (_context: Context, { experiment = '' }: Readonly<Record<string, string>>) => {
  if (experiment !== '17' && experiment !== '18') throw notFound('experiment', experiment);
  return { experiment: { id: experiment, development: experiment === '18' } };
};

function makeRoutes(run: (body: { readonly name: string }) => unknown): readonly Route[] {
  const common = {
    group: 'experiments',
    load,
    query: z.strictObject({ limit: z.coerce.number().optional() }),
  } as const;
  return [
    route({
      ...common,
      method: 'POST',
      path: '/v1/experiments/{experiment}',
      level: 'write',
      body: z.strictObject({ name: z.string() }),
      reply: thing,
      run: async (_context, { target, body }) => {
        const more = run(body);
        return { object: 'thing' as const, id: target.experiment.id, name: body.name, ...(more as object) };
      },
    }),
    route({
      ...common,
      method: 'GET',
      path: '/v1/experiments/{experiment}',
      level: 'read',
      body: z.object({}),
      reply: page,
      run: async () => ({
        object: 'pagination' as const,
        count: 1,
        data: [{ object: 'thing' as const, id: '1', name: '<a&b>' }],
        paging: { before: null, after: null },
      }),
    }),
    { ...healthRow, method: 'GET' },
    { ...clientRow },
  ];
}
const healthRow = {
  method: 'GET',
  path: '/health',
  group: 'experiments',
  level: 'none',
  reply: z.object({}),
  run: () => ({}),
} as const;
const clientRow = route({
  method: 'DELETE',
  path: '/v1/clients/{client}/things/{token}',
  group: 'experiments',
  level: 'write',
  load: async () => null,
  query: z.object({}),
  body: z.object({}),
  reply: z.object({}),
  run: async () => ({}),
});

/** Each token does in its own client what its record says. */
const access: Pick<DoorParts, 'findTenant' | 'findRights' | 'organizationLevel' | 'registryFor'> = {
  findTenant: (token) => token.tenant,
  findRights: async (token, tenant) => ({ tenant, level: token.level, ownOnly: false }),
  organizationLevel: async () => 'none',
  registryFor: () => ({}) as never,
};

type Ask = {
  method?: string;
  path?: string;
  query?: string;
  body?: string;
  base64?: boolean;
  headers?: Record<string, string>;
  token?: string;
};

const basic = (token: string) => ({ authorization: `Basic ${Buffer.from(`${token}:`).toString('base64')}` });

function event({
  method = 'GET',
  path = '/v1/experiments/17',
  query = '',
  body,
  base64 = false,
  headers = {},
  token,
}: Ask) {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: { ...(token === undefined ? {} : basic(token)), ...headers },
    requestContext: {
      requestId: 'request-1',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '', userAgent: '' },
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: base64,
  } as unknown as APIGatewayProxyEventV2;
}

function makeDoor(run: (body: { readonly name: string }) => unknown = () => ({})) {
  const lines: string[] = [];
  const reads: string[] = [];
  const parts: DoorParts = {
    routes: makeRoutes(run),
    group: 'experiments',
    facts: { version: '1', commit: 'c' },
    now: () => now,
    log: makeLog(
      (line) => lines.push(line),
      () => now,
    ),
    findToken: async (hash) => {
      reads.push(hash);
      return known.get(hash) ?? null;
    },
    ...access,
    contextFor: (identity, call) => ({ identity, ...call }) as unknown as Context,
  };
  const door = openDoor(parts);
  const ask = async (request: Ask) => {
    const reply = await door(event(request), () => 10_000);
    return { ...reply, status: reply.statusCode, json: reply.body === '' ? null : JSON.parse(reply.body) };
  };
  return { ask, lines, reads };
}

const post = { method: 'POST', body: '{"name":"x"}', token: tokens.good };

describe('order of checks', () => {
  // Every request here breaks several rules; the answer is that of the first one in the contract's order.
  test.each<[string, Ask, number, string]>([
    ['path before everything', { path: '/v1/nothing', method: 'POST', body: '{' }, 404, '/v1/nothing'],
    ['method before everything', { method: 'PUT', body: '{' }, 405, 'GET, OPTIONS, POST'],
    [
      'body text before credentials',
      { ...post, body: '{', token: tokens.wrong },
      400,
      'Malformed json in request body',
    ],
    ['unreadable credentials', { ...post, headers: { authorization: 'Basic !' } }, 400, 'Authorization'],
    ['no credentials', { path: '/v1/experiments/99' }, 401, 'needs a token'],
    ['no credentials, as of a browser', { path: '/v1/experiments/99' }, 401, 'at /v1/docs, needs none'],
    ['token before object', { path: '/v1/experiments/99', token: tokens.revoked }, 403, 'revoked'],
    [
      'object before level',
      { ...post, path: '/v1/experiments/99', token: tokens.reader },
      404,
      'No experiment with id',
    ],
    [
      'object before parameters',
      { ...post, path: '/v1/experiments/99', body: '{"nam":1}' },
      404,
      'No experiment with id',
    ],
    ['level before parameters', { ...post, body: '{"nam":1}', token: tokens.reader }, 403, 'permission'],
    ['world before parameters', { ...post, path: '/v1/experiments/18', body: '{"nam":1}' }, 403, 'development'],
    ['parameters last', { ...post, body: '{"nam":1}' }, 400, 'name'],
  ])('%s', async (_name, request, status, fragment) => {
    const { json, ...reply } = await makeDoor().ask(request);
    expect({ status: reply.status, body: json.status }).toEqual({ status, body: status });
    expect(json.message).toContain(fragment);
  });

  // A request refused by any check never reaches the operation; nor does one with an unknown `fields` name.
  test('refused requests have no effect', async () => {
    let ran = 0;
    const { ask } = makeDoor(() => ++ran && {});
    for (const request of [
      { ...post, token: tokens.reader },
      { ...post, body: '{"name":1}' },
      { ...post, query: 'fields=nothing' },
    ]) {
      expect((await ask(request)).status).toBeGreaterThanOrEqual(400);
    }
    expect(ran).toBe(0);
    expect((await ask(post)).status).toBe(200);
    expect(ran).toBe(1);
  });
});

describe('tokens', () => {
  // Unknown, mistyped and revoked are answered alike, so nobody learns which tokens ever were.
  test('unknown = revoked', async () => {
    const { ask, reads } = makeDoor();
    const [revoked, unknown, wrong] = await Promise.all(
      [tokens.revoked, tokens.unknown, tokens.wrong].map((token) => ask({ token })),
    );
    expect(revoked).toMatchObject({ status: 403, json: { status: 403, token_status: 'revoked' } });
    expect(unknown).toEqual(revoked);
    expect(wrong).toEqual(revoked);
    // The mistyped one was refused by its checksum alone.
    expect(reads).toHaveLength(2);
  });

  test.each<[string, Ask, number, string | undefined]>([
    ['an expired token', { token: tokens.expired }, 403, 'expired'],
    ['too low a level', { ...post, token: tokens.reader }, 403, 'invalid_permissions'],
    [
      'a development token elsewhere',
      { method: 'DELETE', path: '/v1/clients/3/things/x', token: tokens.dev },
      403,
      undefined,
    ],
    ['a development token on a production experiment', { token: tokens.dev }, 403, undefined],
  ])('%s', async (_name, request, status, tokenStatus) => {
    expect((await makeDoor().ask(request)).json).toMatchObject({
      status,
      ...(tokenStatus ? { token_status: tokenStatus } : {}),
    });
  });

  // A development token reaches development experiments, an API token production ones; Bearer works like Basic, in any letter case.
  test('accepted', async () => {
    const { ask } = makeDoor();
    expect((await ask({ token: tokens.good })).status).toBe(200);
    expect((await ask({ path: '/v1/experiments/18', token: tokens.dev })).status).toBe(200);
    expect((await ask({ headers: { authorization: `bearer ${tokens.good}` } })).status).toBe(200);
  });

  // No way of writing the header is a fault, and none repeats the secret in the answer or the log.
  test.each([
    'Digest x',
    'Basic',
    'Basic abc',
    `Basic ${btoa('no colon')}`,
    `Basic ${btoa('secret-name:secret')}`,
    `Basic ${btoa('a\0b:')}`,
    'Bearer a\0b',
    '\0',
  ])('unreadable header %j', async (authorization) => {
    const { ask, lines } = makeDoor();
    const reply = await ask({ headers: { authorization } });
    expect(reply.status).toBe(400);
    expect(reply.body + lines.join('')).not.toContain('secret');
  });

  test.each(['', 'Bearer ', `Basic ${btoa(':')}`])('header %j is no credentials', async (authorization) => {
    expect(await makeDoor().ask({ headers: { authorization } })).toMatchObject({
      status: 401,
      headers: { 'WWW-Authenticate': 'Basic realm="cairn"' },
    });
  });
});

describe('answers', () => {
  // The text itself is part of the contract: two spaces, final newline, no markup characters.
  test('JSON text', async () => {
    const { ask } = makeDoor();
    expect((await ask({ path: '/health' })).body).toBe('{}\n');
    const reply = await ask({ token: tokens.good });
    expect(reply.body).toContain('"name": "\\u003ca\\u0026b\\u003e"');
    expect(reply.body.startsWith('{\n  "object"')).toBe(true);
    expect(reply.json.data[0].name).toBe('<a&b>');
    expect(reply.headers).toMatchObject({
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-cache, no-store',
      'Access-Control-Allow-Origin': '*',
      'X-Request-Id': 'request-1',
    });
  });

  // `skip` turns a success, and only a success, into an empty 204.
  test('skipped content', async () => {
    const { ask } = makeDoor();
    const headers = { 'x-response-content': 'skip', ...basic(tokens.good) };
    expect(await ask({ headers })).toMatchObject({ status: 204, body: '' });
    expect(await ask({ headers, path: '/v1/experiments/9' })).toMatchObject({ status: 404, json: { status: 404 } });
  });

  // `fields` keeps the named fields: of the object, of each element of a page; from the query or the body; unknown ones are 400.
  test('fields', async () => {
    const { ask } = makeDoor();
    expect((await ask({ token: tokens.good, query: 'fields=id' })).json).toMatchObject({
      count: 1,
      data: [{ id: '1' }],
    });
    expect((await ask({ token: tokens.good, query: 'fields=id' })).json.data[0]).toEqual({ id: '1' });
    expect((await ask({ ...post, query: 'fields=name,object' })).json).toEqual({ object: 'thing', name: 'x' });
    expect((await ask({ ...post, body: '{"name":"x","fields":"id"}' })).json).toEqual({ id: '17' });
    expect(await ask({ token: tokens.good, query: 'fields=id,nam' })).toMatchObject({
      status: 400,
      json: { errors: [{ field: 'fields', value: 'nam' }] },
    });
    expect((await ask({ ...post, body: '{"name":"x","fields":1}' })).status).toBe(400);
  });

  // An operation may answer with text that is no JSON.
  test('raw text', async () => {
    const reply = await openRaw();
    expect(reply).toMatchObject({ statusCode: 200, body: 'a,b\r\n' });
    expect(reply.headers['Content-Type']).toBe('text/csv; charset=utf-8');
  });

  // OPTIONS is answered on any path without a token; a method nobody serves is told which ones are.
  test('browsers', async () => {
    const { ask } = makeDoor();
    const reply = await ask({ method: 'OPTIONS', path: '/anything' });
    expect(reply.status).toBe(200);
    expect(reply.headers['Access-Control-Allow-Methods']).toContain('MERGE');
    expect((await ask({ method: 'MERGE' })).headers['Allow']).toBe('GET, OPTIONS, POST');
  });

  // An unknown path is told what may be wrong with it: the prefix, the id where only an id is wrong, a slip in a word, and nothing else.
  test.each([
    ['/experiments/17', '/v1/experiments/17'],
    ['/v1/experiments/abc', 'Ids in paths are whole numbers.'],
    ['/v1/experiments/12345678901234567890', 'Ids in paths are whole numbers.'],
    ['/v1/experiments/17/', 'Perhaps you meant "/v1/experiments/17"'],
    ['/v1//experiments/17', 'Perhaps you meant "/v1/experiments/17"'],
    ['/v1/experiment/17', 'Perhaps you meant "/v1/experiments/17"'],
    ['/v1/Experiments/17', 'Perhaps you meant "/v1/experiments/17"'],
    ['/v1/elsewhere', '. GET /v1/docs shows every path.'],
    ['/v1/experiments/abc/elsewhere', '. GET /v1/docs shows every path.'],
    ['', '/v1'],
  ])('unknown path %s', async (path, hint) => {
    const { status, json } = await makeDoor().ask({ path, token: tokens.good });
    expect(status).toBe(404);
    expect(json.message).toContain(hint);
  });

  // An id that is written percent-encoded is the same id (RFC 3986, 6.2.2.2), decoded once; the words of a path are compared as they come, as gateways do.
  test('encoded ids', async () => {
    const { ask } = makeDoor();
    const status = async (path: string) => (await ask({ path, token: tokens.good, query: 'fields=id' })).status;
    expect(await status('/v1/experiments/%31%37')).toBe(200);
    for (const path of [
      '/v1/experiments/1%2537',
      '/v1/experiments/%C3%A9',
      '/v1/%65xperiments/17',
      '/v1/experiments/1%2f7',
    ])
      expect(await ask({ path, token: tokens.good })).toMatchObject({
        status: 404,
        json: { message: expect.stringContaining('no endpoint') },
      });
  });

  // Bodies are read as they come: one that was compressed is told so, and how to send it.
  test('compressed bodies', async () => {
    const body = gzipSync('{"name":"x"}').toString('base64');
    const headers = { 'content-encoding': 'gzip', ...basic(tokens.good) };
    expect(await makeDoor().ask({ ...post, headers, body, base64: true })).toMatchObject({
      status: 400,
      json: { errors: [{ field: 'Content-Encoding', value: 'gzip', fix: expect.stringContaining('uncompressed') }] },
    });
  });

  // A NUL is refused wherever it stands, before anything else is looked at; so is text that is not UTF-8, and a body beyond the limit.
  test.each<[string, Ask]>([
    ['NUL in the path', { path: '/v1/experiments/1%007' }],
    ['NUL in the query', { query: 'a=%00', token: tokens.good }],
    ['NUL in the body', { ...post, body: '{"name":"a\\u0000"}' }],
    ['a query that is not UTF-8', { query: 'limit=%ff', token: tokens.good }],
    ['a parameter given twice', { query: 'limit=1&limit=2', token: tokens.good }],
    [
      'a body that is not UTF-8',
      { ...post, body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]).toString('base64'), base64: true },
    ],
    ['a body of 6 MB', { ...post, body: `{"name":"${'x'.repeat(6_000_000)}"}` }],
    ['a base64 body of 6 MB', { ...post, body: Buffer.alloc(6_000_000, 32).toString('base64'), base64: true }],
  ])('%s is 400', async (_name, request) => {
    expect(await makeDoor().ask(request)).toMatchObject({ status: 400, json: { status: 400 } });
  });

  // Old suites of this API look for these words where a NUL was sent.
  test.each<[string, Ask]>([
    ['path', { path: '/v1/experiments/1%007' }],
    ['query', { query: 'search=%00', token: tokens.good }],
    ['body', { ...post, body: '{"name":"a\\u0000"}' }],
  ])('a NUL in the %s is an invalid string parameter', async (_place, request) => {
    expect((await makeDoor().ask(request)).json.message).toContain('Invalid string parameter');
  });

  // A body in base64 is the text it stands for.
  test('base64 bodies', async () => {
    const body = Buffer.from('{"name":"é"}').toString('base64');
    expect((await makeDoor().ask({ ...post, body, base64: true })).json.name).toBe('é');
  });
});

describe('failures', () => {
  const thrown = (error: unknown) =>
    makeDoor(() => {
      throw error;
    });
  const named = (name: string, more: object = {}) => Object.assign(new Error('internal detail'), { name, ...more });

  // What nobody foresaw is a 500 that tells nothing, and a log line that tells everything.
  test('unexpected errors', async () => {
    const { ask, lines } = thrown(new TypeError('internal detail'));
    const reply = await ask(post);
    expect(reply).toMatchObject({ status: 500, json: { status: 500 } });
    expect(reply.body).not.toContain('internal detail');
    expect(lines[0]).toContain('internal detail');
    expect(lines[0]).toContain('door.test.ts');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      request: 'request-1',
      client: '3',
      route: 'POST /v1/experiments/{experiment}',
    });
  });

  // Whatever a repetition may cure is a 429 with a waiting time, because the published client gives up on every 5xx.
  test.each([
    named('ThrottlingException'),
    named('ProvisionedThroughputExceededException'),
    named('TransactionCanceledException', { CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }] }),
    named('Error', { code: 'ECONNREFUSED' }),
    named('Error', { code: 'ECONNRESET' }),
    named('TimeoutError'),
    named('InternalServerError'),
  ])('try again: %s', async (error) => {
    const reply = await thrown(error).ask(post);
    expect(reply).toMatchObject({ status: 429, headers: { 'Retry-After': '1' }, json: { status: 429 } });
    expect(reply.body).not.toContain('internal detail');
  });

  // A broken-off call may have had its effect: the answer must not promise that nothing was written.
  test('honest about what is not known', async () => {
    expect((await thrown(named('TimeoutError')).ask(post)).json.message).not.toContain('Nothing was written');
    expect((await thrown(named('ThrottlingException')).ask(post)).json.message).toContain('Nothing was written');
  });

  // A failed condition that no operation understood is our mistake and no reason to repeat.
  test('other cancelled transactions', async () => {
    const error = named('TransactionCanceledException', { CancellationReasons: [{ Code: 'ConditionalCheckFailed' }] });
    expect((await thrown(error).ask(post)).status).toBe(500);
  });

  // Values in errors are cut to 100 characters, short ones keep their type.
  test('values are cut', async () => {
    const { ask } = makeDoor();
    const long = await ask({ ...post, body: JSON.stringify({ name: Array.from({ length: 500 }, (_, i) => i) }) });
    expect(JSON.stringify(long.json.errors[0].value).length).toBeLessThan(140);
    expect((await ask({ ...post, body: '{"name":7}' })).json.errors[0].value).toBe(7);
  });
});

describe('log', () => {
  // One line a request: the row instead of the path, status, time, client, request id; never a token.
  test('one line', async () => {
    const { ask, lines } = makeDoor();
    await ask({ method: 'DELETE', path: `/v1/clients/3/things/${tokens.good}`, token: tokens.good });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        message: 'request',
        route: 'DELETE /v1/clients/{client}/things/{token}',
        status: 200,
        ms: 0,
        client: '3',
        request: 'request-1',
      }),
    ]);
    await ask({ path: `/v1/nothing/${tokens.good}` });
    expect(lines.join('\n')).not.toContain(tokens.good.slice(10));
  });
});

// Whatever arrives, the door answers with a status of the contract, JSON with the same status in it, and no 500.
test('any request is answered', async () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('{"name":"x"}', '[', '%', '%zz'));
  const request = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'MERGE', ''),
    path: fc.oneof(fc.webPath(), text, fc.constantFrom('/v1/experiments/17', '/', '/v1/experiments/__proto__')),
    query: fc.oneof(fc.webQueryParameters(), text, fc.constantFrom('fields=__proto__', '__proto__=1')),
    body: text,
    base64: fc.boolean(),
    headers: fc.record({ authorization: fc.oneof(text, fc.constant(basic(tokens.good).authorization)) }),
  });
  const { ask } = makeDoor();
  await fc.assert(
    fc.asyncProperty(request, async (one) => {
      const { status, json } = await ask(one);
      expect([200, 400, 401, 403, 404, 405]).toContain(status);
      if (status !== 200) expect(json.status).toBe(status);
    }),
    { numRuns: 300 },
  );
});

/** The door with one row that answers with text. */
async function openRaw() {
  const row = route({
    method: 'GET',
    path: '/v1/table',
    group: 'experiments',
    level: 'read',
    load: async () => null,
    query: z.object({}),
    body: z.object({}),
    reply: z.any(),
    run: async () => ({ raw: { contentType: 'text/csv; charset=utf-8', text: 'a,b\r\n' } }),
  });
  const parts: DoorParts = {
    routes: [row],
    group: 'experiments',
    facts: { version: '1', commit: 'c' },
    now: () => now,
    log: makeLog(
      () => {},
      () => now,
    ),
    findToken: async (hash) => known.get(hash) ?? null,
    ...access,
    contextFor: (identity, call) => ({ identity, ...call }) as unknown as Context,
  };
  return openDoor(parts)(event({ path: '/v1/table', token: tokens.good }), () => 1000);
}
