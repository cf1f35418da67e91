// The fronts of the API: an event of a load balancer is read as the request it was, and replies go out in a shape and size that it takes.
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { largestAnswer, toBalancer } from '../../../shared/api/fronts/balancer.ts';
import { jsonReply, makeReply } from '../../../shared/api/reply.ts';
import { bodyText, queryValues, readRequest } from '../../../shared/api/request.ts';

const elb = { targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/t/1' };
const trace = 'Root=1-67891233-abcdef012345678912345678';

const event = (more: object = {}) => ({
  requestContext: { elb },
  httpMethod: 'GET',
  path: '/v1/experiments',
  multiValueQueryStringParameters: {},
  multiValueHeaders: { 'x-amzn-trace-id': [trace] } as Record<string, string[]>,
  body: '',
  isBase64Encoded: false,
  ...more,
});

describe('a request', () => {
  // Guarantee: method, path, headers, query and body are those of the HTTP request; names of headers are in lower case.
  test('is read', () => {
    const request = readRequest(
      event({
        httpMethod: 'MERGE',
        multiValueHeaders: { authorization: ['Basic eA=='], 'x-a': ['1', '2'], 'x-amzn-trace-id': [trace] },
        body: '{"a":1}',
      }),
    );
    expect(request).toMatchObject({ front: 'balancer', method: 'MERGE', path: '/v1/experiments', query: '' });
    expect(request.id).toBe('1-67891233-abcdef012345678912345678');
    expect([request.header('authorization'), request.header('x-a'), request.header('x-b')]).toEqual([
      'Basic eA==',
      '1,2',
      undefined,
    ]);
    expect(bodyText(request)).toBe('{"a":1}');
  });

  // A load balancer does not decode: whatever was percent-encoded is so still, and is decoded once.
  test('its query is decoded once', () => {
    const values = fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { noNullPrototype: true });
    fc.assert(
      fc.property(values, (given) => {
        const encoded = Object.entries(given).map(([name, value]) => [
          encodeURIComponent(name),
          [encodeURIComponent(value)],
        ]);
        const request = readRequest(event({ multiValueQueryStringParameters: Object.fromEntries(encoded) }));
        expect(queryValues(request)).toEqual(given);
      }),
    );
  });

  // What is given twice is seen twice, and refused as it is at the other front.
  test('a parameter that is given twice is refused', () => {
    const request = readRequest(event({ multiValueQueryStringParameters: { limit: ['1', '2'] } }));
    expect(() => queryValues(request)).toThrow(/limit.*given twice/);
  });

  test('a body in base64 is decoded', () => {
    const body = Buffer.from('{"name":"ü"}').toString('base64');
    expect(bodyText(readRequest(event({ body, isBase64Encoded: true })))).toBe('{"name":"ü"}');
  });

  // A caller may send a trace of its own; the id in logs and answers is the load balancer's, and never a text of the caller's choice.
  test.each([
    [`Self=1-67891234-12456789abcdef012345678;${trace}`, '1-67891234-12456789abcdef012345678'],
    ['Root=<script>', 'none'],
    ['', 'none'],
  ])('the id of %j is %s', (given, id) => {
    expect(readRequest(event({ multiValueHeaders: { 'x-amzn-trace-id': [given] } })).id).toBe(id);
  });

  // What comes from no HTTP front is no request.
  test.each([[{}], [null], [{ Records: [] }], [{ ...event(), multiValueHeaders: undefined }]])(
    '%j is refused',
    (given) => {
      expect(() => readRequest(given)).toThrow();
    },
  );
});

describe('a reply', () => {
  const asked = (method: string, coding?: string) =>
    readRequest(
      event({ httpMethod: method, multiValueHeaders: { ...(coding ? { 'accept-encoding': [coding] } : {}) } }),
    );
  const large = jsonReply(200, { text: 'a"\n'.repeat(400_000) });
  const random = Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))).toString('hex');

  // Guarantee: status line, headers as lists, and the text as it is.
  test('has the shape that a load balancer reads', () => {
    expect(toBalancer(asked('GET'), makeReply(405, 'text', { Allow: 'GET' }))).toMatchObject({
      statusCode: 405,
      statusDescription: '405 Method Not Allowed',
      multiValueHeaders: { Allow: ['GET'], 'Cache-Control': ['no-cache, no-store'] },
      body: 'text',
      isBase64Encoded: false,
    });
  });

  // Law: no answer's JSON is over 1 MB, whatever the reply holds; above that a load balancer throws it away and answers 502.
  test('is never larger than a load balancer takes', () => {
    const text = fc.tuple(fc.constantFrom('a', '"', '\u0001', 'ü', random), fc.integer({ min: 1, max: 1_500_000 }));
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('GET', 'POST'),
        fc.constantFrom(undefined, 'gzip'),
        ([unit, size], method, coding) => {
          const body = unit.repeat(Math.ceil(size / unit.length));
          const answer = toBalancer(asked(method, coding), makeReply(200, body, {}));
          expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThanOrEqual(largestAnswer);
          if (answer.statusCode !== 200) return;
          const sent = answer.isBase64Encoded ? gunzipSync(Buffer.from(answer.body, 'base64')).toString() : answer.body;
          expect(sent === body).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each(['gzip, deflate', 'br;q=1, gzip;q=0.5', '*'])('goes compressed where %j is accepted', (coding) => {
    const answer = toBalancer(asked('GET', coding), large);
    expect(answer).toMatchObject({ statusCode: 200, isBase64Encoded: true });
    expect(answer.multiValueHeaders).toMatchObject({ 'Content-Encoding': ['gzip'], Vary: ['Accept-Encoding'] });
    expect(gunzipSync(Buffer.from(answer.body, 'base64')).toString()).toBe(large.body);
  });

  // A reading is refused with the way out; what changed something is a success and must not look like a failure.
  test.each(['', 'br', 'gzip;q=0'])('without gzip (%j) a large one becomes 400 or 204', (coding) => {
    const read = toBalancer(asked('GET', coding), large);
    expect([read.statusCode, read.multiValueHeaders['X-Request-Id']]).toEqual([400, ['none']]);
    expect(JSON.parse(read.body).message).toMatch(/1000000 bytes.*limit.*fields.*gzip/);
    expect(toBalancer(asked('POST', coding), large)).toMatchObject({ statusCode: 204, body: '' });
    expect(toBalancer({ ...asked('POST', coding), path: '/v1/experiments/1/predictions' }, large).statusCode).toBe(400);
  });
});
