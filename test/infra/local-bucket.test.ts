// Signed URLs as the local host reads them: those of AWS's own signer are let in, and no changed one is.
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { type SignedCall, signerOf } from '../../infra/local/access/presigned.ts';
import { openBuckets } from '../../infra/local/bucket/buckets.ts';
import { makeSignUrl } from '../../shared/platform/signed-url.ts';
import { makeFolder, removeFolders, stackOf } from './local-fixture.ts';

afterAll(removeFolders);

const place = {
  address: 'http://127.0.0.1:4000/things',
  region: 'us-east-1',
  credentials: { accessKeyId: 'KEY', secretAccessKey: 'secret' },
};
const noon = Date.UTC(2026, 10, 28, 12);
const secretOf = (key: string) => (key === 'KEY' ? 'secret' : undefined);

/** A request to a URL, as it comes over the wire. */
function callOf(method: string, url: string, headers: Readonly<Record<string, string>> = {}): SignedCall {
  const { host, pathname, searchParams } = new URL(url);
  return { method, path: pathname, query: [...searchParams], headers: { host, 'user-agent': 'test', ...headers } };
}

const code = (call: SignedCall, now = noon): string => {
  try {
    return signerOf(call, secretOf, now);
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
};

describe('signatures', () => {
  const sign = makeSignUrl(place, () => noon);
  const word = fc.stringMatching(/^[A-Za-z0-9]{1,12}$/);
  const value = fc.stringMatching(/^[ -~]{1,30}$/).map((text) => text.trim().replace(/\s+/g, ' ') || 'x');
  const request = fc.record({
    method: fc.constantFrom('GET' as const, 'PUT' as const, 'POST' as const),
    key: fc.array(word, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
    query: fc.dictionary(word, fc.string(), { maxKeys: 3 }),
    headers: fc.dictionary(fc.constantFrom('content-type', 'content-md5', 'content-length'), value, { maxKeys: 3 }),
    lifetime: fc.integer({ min: 1, max: 604_800 }),
  });

  // Guarantee: whatever AWS's signer signs is known to be of that key for as long as it says, and not a second longer.
  test('of AWS are valid for their time', () =>
    fc.assert(
      fc.asyncProperty(request, async ({ lifetime, ...more }) => {
        const url = await sign({ ...more, lifetime });
        const call = callOf(more.method, url, more.headers);
        expect(code(call)).toBe('KEY');
        expect(code(call, noon + lifetime * 1000)).toBe('KEY');
        expect(code(call, noon + lifetime * 1000 + 1)).toBe('AccessDenied');
        expect(code(call, noon - 16 * 60_000)).toBe('AccessDenied');
      }),
    ));

  // Guarantee: method, path, each part of the query and each signed header are bound; one letter of difference is refused.
  test('are for one request alone', () =>
    fc.assert(
      fc.asyncProperty(request, word, fc.nat(), async (given, letters, choice) => {
        const call = callOf(given.method, await sign(given), given.headers);
        const names = Object.keys(given.headers);
        const name = names[choice % Math.max(1, names.length)];
        const changes: SignedCall[] = [
          { ...call, method: call.method === 'GET' ? 'PUT' : 'GET' },
          { ...call, path: `${call.path}${letters}` },
          { ...call, query: [...call.query, [letters, letters]] },
          { ...call, query: call.query.map(([key, text]) => [key, key === 'X-Amz-Expires' ? `${text}0` : text]) },
          { ...call, headers: { ...call.headers, host: 'elsewhere' } },
          ...(name === undefined ? [] : [{ ...call, headers: { ...call.headers, [name]: `${letters}!` } }]),
        ];
        const refusals = ['SignatureDoesNotMatch', 'AuthorizationQueryParametersError'];
        for (const changed of changes) expect(refusals).toContain(code(changed));
      }),
    ));

  // What is not signed, signed by somebody unknown, or not readable is told apart as S3 tells it.
  test('that are none', async () => {
    const url = await sign({ method: 'GET', key: 'a', lifetime: 60 });
    const withValue = (name: string, text: string) => {
      const changed = new URL(url);
      changed.searchParams.set(name, text);
      return callOf('GET', changed.href);
    };
    expect(code(callOf('GET', 'http://127.0.0.1:4000/things/a'))).toBe('AccessDenied');
    expect(code(withValue('X-Amz-Credential', 'OTHER/20261128/us-east-1/s3/aws4_request'))).toBe('InvalidAccessKeyId');
    for (const [name, text] of [
      ['X-Amz-Credential', 'KEY/20261127/us-east-1/s3/aws4_request'],
      ['X-Amz-Credential', 'KEY/20261128/us-east-1/sqs/aws4_request'],
      ['X-Amz-Date', 'yesterday'],
      ['X-Amz-Expires', '604801'],
      ['X-Amz-Expires', '-1'],
      ['X-Amz-SignedHeaders', 'content-type'],
      ['X-Amz-Algorithm', 'AWS4-HMAC-SHA1'],
    ] as const)
      expect(code(withValue(name, text))).toBe('AuthorizationQueryParametersError');
    expect(code(withValue('X-Amz-Signature', 'f'.repeat(64)))).toBe('SignatureDoesNotMatch');
    expect(code(callOf('GET', url, { 'x-amz-acl': 'public-read' }))).toBe('AccessDenied');
  });
});

// A bucket that lets somebody in without a signature is none that the host could serve alike.
test('a public bucket is refused', () => {
  const bucket = (PublicAccessBlockConfiguration: object) =>
    stackOf({ Resources: { Open: { Type: 'AWS::S3::Bucket', Properties: { PublicAccessBlockConfiguration } } } });
  expect(() => openBuckets(bucket({ BlockPublicAcls: true }), makeFolder(), Date.now)).toThrow('cannot serve Open');
  expect(() => openBuckets(bucket({}), makeFolder(), Date.now)).toThrow('PublicAccessBlockConfiguration');
});
