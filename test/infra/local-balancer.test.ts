// The local host's load balancer: rules, events and answers as Elastic Load Balancing has them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeBalancerEvent } from '../../infra/local/balancer/event.ts';
import { listenerOf, type Rule } from '../../infra/local/balancer/listener.ts';
import { balancerReplyOf, sizeLimit } from '../../infra/local/balancer/reply.ts';
import { makeRuleMatcher } from '../../infra/local/balancer/rule-match.ts';
import { makeEvent, type Received } from '../../infra/local/http/event.ts';
import { functionsOf } from '../../infra/local/lambda/function.ts';
import { planOf } from '../../infra/local/plan.ts';
import { bodyText, queryValues, readRequest } from '../../shared/api/request.ts';
import {
  balancerResources,
  functionResources,
  origins,
  queueResources,
  stackOf,
  tableResources,
} from './local-fixture.ts';

const rule = (status: number, paths?: string[], methods?: string[]): Rule => ({
  ...{ paths, methods },
  action: { status, contentType: '', body: '' },
});

describe('rule selection', () => {
  const match = makeRuleMatcher([
    rule(1, ['/a/*/b', '/c?']),
    rule(2, ['/a/*'], ['MERGE', 'GET']),
    rule(3, ['/a/*']),
    rule(4, ['/x.y+z']),
    rule(0),
  ]);
  // The first whose conditions all hold; `*` takes slashes and nothing at all, `?` one character; letters are compared as they are.
  test.each([
    ['GET', '/a/1/b', 1],
    ['GET', '/a/1/2/b', 1],
    ['GET', '/a//b', 1],
    ['GET', '/cc', 1],
    ['GET', '/c', 0],
    ['GET', '/a/', 2],
    ['MERGE', '/a/1', 2],
    ['merge', '/a/1', 3],
    ['PUT', '/a/1', 3],
    ['GET', '/A/1', 0],
    ['GET', '/x.y+z', 4],
    ['GET', '/xzy+z', 0],
  ])('%s %s', (method, path, status) => expect(match(method, path)?.action).toMatchObject({ status }));
});

const base: Received = {
  method: 'GET',
  url: '/',
  rawHeaders: [],
  body: Buffer.alloc(0),
  ip: '127.0.0.1',
  protocol: 'HTTP/1.1',
};
const setting = { targetGroup: 'arn:t', dropsInvalidHeaders: true };
const eventOf = (more: Partial<Received>) => makeBalancerEvent({ ...base, ...more }, setting, 1_700_000_000_000);

describe('the event', () => {
  // Names in lower case, every value kept, names with other characters dropped; the caller's own address comes last in the list of those it passed.
  test('headers', () => {
    const rawHeaders = ['Host', 'h:1', 'X-A', '1', 'x-a', '2', 'x_a', '3', 'X-Forwarded-For', '192.0.2.1'];
    const { multiValueHeaders, requestContext } = eventOf({ rawHeaders });
    expect(multiValueHeaders).toEqual({
      host: ['h:1'],
      'x-a': ['1', '2'],
      'x-forwarded-for': ['192.0.2.1, 127.0.0.1'],
      'x-forwarded-port': ['1'],
      'x-forwarded-proto': ['http'],
      'x-amzn-trace-id': [expect.stringMatching(/^Root=1-6553f100-[0-9a-f]{24}$/)],
    });
    expect(requestContext).toEqual({ elb: { targetGroupArn: 'arn:t' } });
    expect(eventOf({ rawHeaders: ['X-Amzn-Trace-Id', 'Root=1-a'] }).multiValueHeaders['x-amzn-trace-id']).toEqual([
      expect.stringMatching(/^Self=1-6553f100-[0-9a-f]{24};Root=1-a$/),
    ]);
  });

  // As it came, nothing decoded; a name without a value has an empty one.
  test('query', () => {
    expect(eventOf({ url: '/%31?a=%20b&a=c+d&e&%C3%BC==' })).toMatchObject({
      path: '/%31',
      multiValueQueryStringParameters: { a: ['%20b', 'c+d'], e: [''], '%C3%BC': ['='] },
    });
  });

  // Text goes as text, everything else and whatever is compressed as base64.
  test.each([
    [['Content-Type', 'application/json'], false],
    [['Content-Type', 'text/plain; charset=utf-8'], false],
    [['Content-Type', 'application/json', 'Content-Encoding', 'gzip'], true],
    [['Content-Type', 'image/png'], true],
    [[], true],
  ])('the body with %j', (rawHeaders, isBase64Encoded) => {
    const event = eventOf({ rawHeaders, body: Buffer.from('{"a":"ü"}') });
    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    expect(Buffer.from(event.body, isBase64Encoded ? 'base64' : 'utf8').toString()).toBe('{"a":"ü"}');
  });

  // Law: through either door the service reads the same request: method, path, headers, query and body.
  test('says what the event of the HTTP API says', () => {
    const text = fc.string({ unit: fc.constantFrom(...'aZ1%20+=;_'.split(''), '%C3%BC'), maxLength: 8 });
    const query = fc.array(fc.tuple(text, text)).map((pairs) => pairs.map((pair) => pair.join('=')).join('&'));
    const header = fc.tuple(
      fc.constantFrom('X-A', 'x-b', 'Content-Type', 'Authorization'),
      fc.constantFrom('1', 'application/json', 'a b'),
    );
    const received = fc.record({
      method: fc.constantFrom('GET', 'POST', 'MERGE'),
      url: fc.tuple(text, query).map(([path, after]) => `/v1/${path.replaceAll('?', '')}?${after}`),
      rawHeaders: fc.array(header).map((pairs) => pairs.flat()),
      body: fc.string({ unit: 'grapheme' }).map((body) => Buffer.from(body)),
    });
    fc.assert(
      fc.property(received, (given) => {
        const whole = { ...base, ...given };
        const [gateway, balancer] = [
          makeEvent(whole, { key: '$default', api: 'api', parameters: {} }, 0),
          eventOf(given),
        ].map((event) => summary(JSON.parse(JSON.stringify(event))));
        expect(balancer).toEqual(gateway);
      }),
    );
  });
});

/** What the door reads of a request; the query as its values or as its refusal. */
function summary(event: unknown) {
  const request = readRequest(event);
  const headers = ['x-a', 'x-b', 'content-type', 'authorization'].map(request.header);
  return [request.method, request.path, headers, outcome(() => queryValues(request)), bodyText(request)];
}

function outcome(run: () => Record<string, string>): unknown {
  try {
    return Object.entries(run()).sort();
  } catch {
    // Of several things that are wrong, the order decides which one is named, and a load balancer keeps none among names.
    return 'refused';
  }
}

describe('the answer', () => {
  test('status, headers and body', () => {
    const payload = {
      statusCode: 201,
      statusDescription: '201 Created',
      multiValueHeaders: { 'X-A': ['1', '2'], 'X-B': ['3'] },
      body: 'x',
    };
    expect(balancerReplyOf(JSON.stringify(payload))).toEqual({
      status: 201,
      headers: { 'x-a': ['1', '2'], 'x-b': '3' },
      body: 'x',
    });
    const packed = balancerReplyOf(JSON.stringify({ statusCode: 200, body: 'eA==', isBase64Encoded: true }));
    expect(String(packed.body)).toBe('x');
  });

  // What a load balancer cannot read, and an answer of more than 1 MB, is a 502 with a page of its own.
  test.each([
    'null',
    '"text"',
    '{}',
    '{"statusCode":"x"}',
    JSON.stringify({ statusCode: 200, body: 'x'.repeat(sizeLimit) }),
  ])('of %.20j is 502', (payload) => {
    const { status, headers, body } = balancerReplyOf(payload);
    expect([status, headers['server'], String(body)]).toEqual([
      502,
      'awselb/2.0',
      expect.stringContaining('<h1>502 Bad Gateway</h1>'),
    ]);
  });
});

describe('the template', () => {
  const template = (more: Readonly<Record<string, object | undefined>> = {}) => ({
    Resources: {
      ...tableResources,
      ...queueResources(1, 1),
      ...functionResources('Web', []),
      ...balancerResources('Web', [['/do/*']], more),
    },
  });

  test('gives rules, functions and the fixed answer', () => {
    const stack = stackOf(template());
    const listener = listenerOf(stack, functionsOf(stack, origins));
    expect(listener).toMatchObject({
      dropsInvalidHeaders: true,
      rules: [
        { paths: ['/do/*'], action: { target: { id: 'Web' } } },
        { paths: undefined, action: { status: 404 } },
      ],
    });
    expect(planOf(stack, origins).listener).toBeDefined();
    expect(listenerOf(stackOf({ Resources: tableResources }), [])).toBeUndefined();
  });

  // What would run here and fail in the cloud is refused by name: a target that may not be invoked, a setting that is not honoured.
  test.each([
    [{ BalancerPermission: undefined }, /does not permit elasticloadbalancing/],
    [{ Group: { TargetGroupAttributes: [] } }, /cannot serve Group: TargetGroupAttributes/],
    [{ Group: { TargetType: 'ip' } }, /cannot serve Group: TargetType/],
    [
      { Rule0: { Conditions: [{ Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } }] } },
      /cannot serve Rule0: Conditions/,
    ],
  ])('%j is refused', (change, message) => {
    expect(() => planOf(stackOf(template(change)), origins)).toThrow(message);
  });
});
