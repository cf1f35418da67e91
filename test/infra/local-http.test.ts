// The local host's HTTP API: routes, events and answers as payload format 2.0 has them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeEvent, type Received } from '../../infra/local/http/event.ts';
import { replyOf } from '../../infra/local/http/reply.ts';
import { makeMatcher } from '../../infra/local/http/route-match.ts';

describe('route selection', () => {
  const keys = [
    '$default',
    'ANY /{proxy+}',
    'GET /a/{id}',
    'GET /a/{id}/b',
    'ANY /a/fixed',
    'POST /a/fixed',
    'GET /{x}/fixed',
    'GET /files/{rest+}',
  ];
  const match = makeMatcher(keys.map((key) => ({ key })));
  // The most specific route wins, compared from the left; ids are decoded; a method of its own wins over ANY.
  test.each([
    ['GET', '/a/17', 'GET /a/{id}', { id: '17' }],
    ['GET', '/a/%2F%20', 'GET /a/{id}', { id: '/ ' }],
    ['GET', '/a/%', 'GET /a/{id}', { id: '%' }],
    ['GET', '/a/fixed', 'ANY /a/fixed', {}],
    ['POST', '/a/fixed', 'POST /a/fixed', {}],
    ['GET', '/a/17/b', 'GET /a/{id}/b', { id: '17' }],
    ['GET', '/z/fixed', 'GET /{x}/fixed', { x: 'z' }],
    ['GET', '/files/a/b', 'GET /files/{rest+}', { rest: 'a/b' }],
    ['DELETE', '/a/17', 'ANY /{proxy+}', { proxy: 'a/17' }],
    ['GET', '/a/', 'ANY /{proxy+}', { proxy: 'a/' }],
    ['GET', '/', '$default', {}],
  ])('%s %s', (method, path, key, parameters) => expect(match(method, path)).toEqual({ route: { key }, parameters }));

  // Without `$default` there is an end: the gateway's own 404.
  test('nothing matches', () => expect(makeMatcher([{ key: 'GET /a' }])('GET', '/b')).toBeUndefined());

  // The order in which a template lists its routes says nothing.
  test('the order of routes does not matter', () => {
    const path = fc.array(fc.constantFrom('a', 'fixed', 'files', 'z', '17', '')).map((parts) => `/${parts.join('/')}`);
    const shuffled = fc.shuffledSubarray(keys, { minLength: keys.length });
    fc.assert(
      fc.property(shuffled, path, fc.constantFrom('GET', 'POST'), (order, url, method) => {
        expect(makeMatcher(order.map((key) => ({ key })))(method, url)?.route.key).toBe(match(method, url)?.route.key);
      }),
    );
  });
});

describe('the event', () => {
  const base: Received = {
    method: 'GET',
    url: '/a/1',
    rawHeaders: [],
    body: Buffer.alloc(0),
    ip: '127.0.0.1',
    protocol: 'HTTP/1.1',
  };
  const event = (more: Partial<Received>, parameters = {}): Record<string, unknown> =>
    Object(
      makeEvent(
        { ...base, ...more },
        { key: 'GET /a/{id}', api: 'api', parameters },
        Date.UTC(2026, 10, 3, 4, 5, 6, 7),
      ),
    );

  // Names in lower case, repeated headers joined by a comma, cookies apart.
  test('headers and cookies', () => {
    const rawHeaders = [
      'Host',
      'h:1',
      'X-A',
      '1',
      'x-a',
      '2',
      'Cookie',
      'a=1; b=2',
      'cookie',
      'c=3',
      'User-Agent',
      'me',
      'Constructor',
      'mine',
    ];
    const { headers, cookies } = event({ rawHeaders });
    expect(cookies).toEqual(['a=1', 'b=2', 'c=3']);
    expect(headers).toMatchObject({
      host: 'h:1',
      'x-a': '1,2',
      constructor: 'mine',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': '1',
    });
    expect(headers).not.toHaveProperty('cookie');
  });

  // The raw query is what came; the other is decoded, repeated names joined by a comma. Without a query there is none.
  test('query', () => {
    const url = '/a/%31?x=1&x=%20b&__proto__=z&plus=a+b';
    expect(event({ url })).toMatchObject({ rawPath: '/a/%31', rawQueryString: 'x=1&x=%20b&__proto__=z&plus=a+b' });
    const values = Object(event({ url })['queryStringParameters']);
    expect([values.x, values.plus]).toEqual(['1, b', 'a b']);
    expect(event({})).toMatchObject({ rawQueryString: '' });
    expect(event({})).not.toHaveProperty('queryStringParameters');
  });

  // Text goes as text and everything else as base64; either way the bytes come back.
  test('bodies', () => {
    const types = [
      'application/json',
      'text/plain; charset=utf-8',
      'image/png',
      'application/x-www-form-urlencoded',
      'application/problem+json',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.string({ unit: 'binary', minLength: 1 }), (type, text) => {
        const { body, isBase64Encoded } = event({ rawHeaders: ['Content-Type', type], body: Buffer.from(text) });
        expect(isBase64Encoded).toBe(/^image|urlencoded/.test(type));
        expect(Buffer.from(String(body), isBase64Encoded ? 'base64' : 'utf8')).toEqual(Buffer.from(text));
      }),
    );
    const bytes = Buffer.from([0, 255, 128]);
    expect(event({ rawHeaders: ['content-type', 'application/octet-stream'], body: bytes })['body']).toBe('AP+A');
    expect(event({})).toMatchObject({ isBase64Encoded: false });
    expect(event({})).not.toHaveProperty('body');
  });

  // Every field that the documentation of the format names is there.
  test('context', () => {
    expect(
      event({ method: 'POST', url: '/a/1?q', rawHeaders: ['user-agent', 'me', 'host', 'x.example:1'] }, { id: '1' }),
    ).toMatchObject({
      version: '2.0',
      routeKey: 'GET /a/{id}',
      pathParameters: { id: '1' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'api',
        domainName: 'x.example:1',
        domainPrefix: 'x',
        http: { method: 'POST', path: '/a/1', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'me' },
        requestId: expect.any(String),
        routeKey: 'GET /a/{id}',
        stage: '$default',
        time: '03/Nov/2026:04:05:06 +0000',
        timeEpoch: Date.UTC(2026, 10, 3, 4, 5, 6, 7),
      },
    });
    expect(event({})).not.toHaveProperty('pathParameters');
  });
});

describe('the answer', () => {
  const reply = (result: unknown) => replyOf(JSON.stringify(result));
  const json = { 'content-type': 'application/json' };
  // With a status code the result is an answer, without one it is the body of a 200; what is neither is a 500.
  test.each([
    [
      { statusCode: 201, body: 'x', headers: { 'X-N': 1 } },
      201,
      { 'content-type': 'text/plain;charset=UTF-8', 'x-n': '1' },
      'x',
    ],
    [{ statusCode: '204' }, 204, {}, ''],
    [
      { statusCode: 200, body: 'AP+A', isBase64Encoded: true, headers: { 'Content-Type': 'image/png' } },
      200,
      { 'content-type': 'image/png' },
      Buffer.from([0, 255, 128]),
    ],
    [{ statusCode: 200, cookies: ['a=1', 'b=2'] }, 200, { 'set-cookie': ['a=1', 'b=2'] }, ''],
    [{ hello: 1 }, 200, json, '{"hello":1}'],
    ['hello', 200, json, 'hello'],
    [null, 200, json, 'null'],
    [{ statusCode: 'x' }, 500, json, '{"message":"Internal Server Error"}'],
    [{ statusCode: 200, body: { not: 'text' } }, 500, json, '{"message":"Internal Server Error"}'],
  ])('%j', (result, status, headers, body) => expect(reply(result)).toEqual({ status, headers, body }));
});
