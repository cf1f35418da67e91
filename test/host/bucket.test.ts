// A bucket of the template on this computer: what signed URLs put there is kept whole, and nothing else gets in or out.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Running } from '../../infra/local/run.ts';
import { makeFiles, type Upload } from '../../shared/platform/files.ts';
import { bucketAddress, makeSignUrl } from '../../shared/platform/signed-url.ts';
import { allow, functionResources, makeFolder, removeFolders } from '../infra/local-fixture.ts';
import { act, eventually, runTestStack, synthesized } from './local-stack.ts';

const closed = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};
const cors = { AllowedMethods: ['PUT'], AllowedOrigins: ['*'], AllowedHeaders: ['content-md5'], MaxAge: 60 };
const bucket = (more: object = {}) => ({
  Type: 'AWS::S3::Bucket',
  Properties: { PublicAccessBlockConfiguration: closed, ...more },
});
const inside = (id: string, path: string) => ({ 'Fn::Join': ['', [{ 'Fn::GetAtt': [id, 'Arn'] }, path]] });

/** `Web` may put and get below one prefix of the first bucket, and everything in the second. */
const stack = () =>
  synthesized({
    First: bucket({ CorsConfiguration: { CorsRules: [cors] } }),
    Second: bucket(),
    ...functionResources('Web', [
      allow(['s3:PutObject', 's3:GetObject'], inside('First', '/files/*')),
      allow(['s3:PutObject', 's3:GetObject', 's3:DeleteObject'], inside('Second', '/*')),
      allow('s3:ListBucket', { 'Fn::GetAtt': ['Second', 'Arn'] }),
    ]),
  });

const environment = z.object({
  AWS_ACCESS_KEY_ID: z.string(),
  AWS_SECRET_ACCESS_KEY: z.string(),
  AWS_ENDPOINT_URL_S3: z.string(),
});

/** What the function `Web` would sign, signed with its own credentials; `secret` and `now` as somebody else may have them. */
async function signer(
  host: Running,
  name: string,
  { secret, now = Date.now }: { secret?: string; now?: () => number } = {},
) {
  const variables = environment.parse(await (await act(host.url, 'environment')).json());
  return makeSignUrl(
    {
      address: bucketAddress(name, 'us-east-1', variables.AWS_ENDPOINT_URL_S3),
      region: 'us-east-1',
      credentials: {
        accessKeyId: variables.AWS_ACCESS_KEY_ID,
        secretAccessKey: secret ?? variables.AWS_SECRET_ACCESS_KEY,
      },
    },
    now,
  );
}

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('base64');
const contentOf = (bytes: Uint8Array, type = 'image/png') => ({ type, length: bytes.length, md5: md5(bytes) });
const send = ({ url, method, headers }: Upload, body: Uint8Array<ArrayBuffer>) => fetch(url, { method, headers, body });
const codeIn = async (response: Response): Promise<string> =>
  `${response.status} ${/<Code>(\w+)</.exec(await response.text())?.[1] ?? ''}`;

const reports: string[] = [];
const data = makeFolder();
let host: Running;
beforeAll(async () => {
  host = await runTestStack({ data, synthesize: async () => stack(), report: (line) => reports.push(line) });
});
afterAll(async () => {
  await host?.stop();
  removeFolders();
});

// Guarantee: every byte that was put comes back, with its type, its name and its MD5.
test.each([0, 1, 100_000])('%i bytes', async (size) => {
  const files = makeFiles(await signer(host, 'test-first'));
  const bytes = randomBytes(size);
  const put = await send(await files.upload('files/1/2', contentOf(bytes)), bytes);
  expect([put.status, await put.text()]).toEqual([200, '']);
  const got = await fetch(await files.download('files/1/2', "Größe 'α'.png"));
  expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true);
  expect(Object.fromEntries(got.headers)).toMatchObject({
    'content-type': 'image/png',
    'content-length': String(size),
    'content-disposition': "attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%27%CE%B1%27.png",
    etag: `"${createHash('md5').update(bytes).digest('hex')}"`,
  });
});

describe('refused, with nothing kept', () => {
  const bytes = randomBytes(1000);
  const stored = async (key: string) =>
    codeIn(await fetch(await makeFiles(await signer(host, 'test-second')).download(key, 'x')));

  // Guarantee: the URL takes the bytes that it was made for; others, or more of them, are refused as S3 refuses them.
  test.each([
    ['other bytes', {}, randomBytes(1000), '400 BadDigest'],
    ['more bytes', { 'content-length': '1001' }, randomBytes(1001), '403 SignatureDoesNotMatch'],
    ['another type', { 'content-type': 'text/html' }, bytes, '403 SignatureDoesNotMatch'],
    ['another MD5', { 'content-md5': md5(randomBytes(9)) }, bytes, '403 SignatureDoesNotMatch'],
  ])('%s', async (name, headers, body, expected) => {
    const key = `files/${name.replace(' ', '-')}`;
    const upload = await makeFiles(await signer(host, 'test-second')).upload(key, contentOf(bytes));
    expect(await codeIn(await send({ ...upload, headers: { ...upload.headers, ...headers } }, body))).toBe(expected);
    expect(await stored(key)).toBe('404 NoSuchKey');
  });

  // Guarantee: a URL is good for its time, and only where the secret is the function's own.
  test('too old, too early, of another secret', async () => {
    const upload = async (more: object) =>
      send(await makeFiles(await signer(host, 'test-second', more)).upload('files/late', contentOf(bytes)), bytes);
    expect(await codeIn(await upload({ now: () => Date.now() - 901_000 }))).toBe('403 AccessDenied');
    expect(await codeIn(await upload({ now: () => Date.now() + 1_000_000 }))).toBe('403 AccessDenied');
    expect(await codeIn(await upload({ secret: 'local' }))).toBe('403 SignatureDoesNotMatch');
    expect(await stored('files/late')).toBe('404 NoSuchKey');
    expect((await upload({})).status).toBe(200);
  });

  // Guarantee: a URL does no more than the role of the function that signed it; what that lacks is told on the terminal.
  test('what the role does not grant', async () => {
    const sign = await signer(host, 'test-first');
    const outside = await makeFiles(sign).upload('others/1', contentOf(bytes));
    expect(await codeIn(await send(outside, bytes))).toBe('403 AccessDenied');
    expect(reports.at(-1)).toBe(
      'Web was refused s3:PutObject on arn:aws:s3:::test-first/others/1: its role does not grant it.',
    );
    const listing = await sign({ method: 'GET', key: '', query: { 'list-type': '2' }, lifetime: 60 });
    expect(await codeIn(await fetch(listing))).toBe('403 AccessDenied');
    // Without the right to list, S3 does not even say that an object is missing.
    expect(await codeIn(await fetch(await makeFiles(sign).download('files/none', 'x')))).toBe('403 AccessDenied');
    await expect(makeFiles(sign).erase('files/', () => true)).rejects.toThrow('The files could not be erased');
  });

  // Without a signature nobody sees anything, and what is neither bucket nor object is no page of ours.
  test('unsigned', async () => {
    const { origin, pathname } = new URL(await makeFiles(await signer(host, 'test-first')).download('files/1/2', 'x'));
    expect(await codeIn(await fetch(origin + pathname))).toBe('403 AccessDenied');
    expect(await codeIn(await fetch(`${origin}${pathname}%ZZ`))).toBe('403 AccessDenied');
    expect((await fetch(`${origin}/no-bucket/files/1/2`)).status).toBe(400);
  });
});

// Guarantee: erasing a prefix takes all of its objects, more than one listing holds, and none beside it.
test('erase', async () => {
  const files = makeFiles(await signer(host, 'test-second'));
  const folder = join(data, 'buckets', 'test-second', 'objects');
  const one = await files.upload('files/7/0', contentOf(Buffer.from('x')));
  await send(one, Buffer.from('x'));
  const line = `${JSON.stringify({ type: 'x', length: 0, md5: '0', written: 0 })}\n`;
  for (let i = 1; i < 1050; i++) writeFileSync(join(folder, encodeURIComponent(`files/7/${i}`)), line);
  await send(await files.upload('files/70/1', contentOf(Buffer.from('y'))), Buffer.from('y'));
  expect(await files.erase('files/7/', () => false)).toBe(false);
  expect(await files.erase('files/7/', () => true)).toBe(true);
  const left = readdirSync(folder).map(decodeURIComponent);
  expect(left.filter((key) => key.startsWith('files/7'))).toEqual(['files/70/1']);
});

// Guarantee: a sender that breaks off leaves nothing, and what a killed host left half-done goes at the next start; the rest stays.
test('half an upload', async () => {
  const files = makeFiles(await signer(host, 'test-first'));
  const bytes = randomBytes(50_000);
  await send(await files.upload('files/kept', contentOf(bytes)), bytes);
  const { url, headers } = await files.upload('files/half', contentOf(bytes));
  const { host: address, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nHost: ${address}\r\n${lines.join('')}\r\n`);
  socket.write(bytes.subarray(0, 20_000));
  const uploads = join(data, 'buckets', 'test-first', 'uploads');
  expect(
    await eventually(
      async () => readdirSync(uploads).length,
      (count) => count === 1,
    ),
  ).toBe(1);
  socket.resetAndDestroy();
  expect(
    await eventually(
      async () => readdirSync(uploads).length,
      (count) => count === 0,
    ),
  ).toBe(0);
  expect(reports.filter((line) => line.startsWith('Bucket'))).toEqual([]);
  await host.stop();
  mkdirSync(uploads, { recursive: true });
  writeFileSync(join(uploads, '1'), 'half');
  host = await runTestStack({ data, synthesize: async () => stack(), report: (text) => reports.push(text) });
  expect(readdirSync(uploads)).toEqual([]);
  const again = makeFiles(await signer(host, 'test-first'));
  const got = await fetch(await again.download('files/kept', 'x'));
  expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true);
  expect(await codeIn(await fetch(await again.download('files/half', 'x')))).toBe('403 AccessDenied');
});

// A disk that cannot be written to is the host's failure: 500, which may be repeated, and a line on the terminal.
test('a disk that fails', async () => {
  const files = makeFiles(await signer(host, 'test-first'));
  const bytes = randomBytes(10);
  const upload = await files.upload('files/disk', contentOf(bytes));
  const uploads = join(data, 'buckets', 'test-first', 'uploads');
  renameSync(uploads, `${uploads}.gone`);
  expect(await codeIn(await send(upload, bytes))).toBe('500 InternalError');
  expect(reports.at(-1)).toContain('Bucket test-first failed: ENOENT');
  renameSync(`${uploads}.gone`, uploads);
  expect((await send(upload, bytes)).status).toBe(200);
});

// Pages of other origins may do what the bucket's rules say.
test('cross-origin', async () => {
  const { url, headers } = await makeFiles(await signer(host, 'test-first')).upload(
    'files/page',
    contentOf(Buffer.of()),
  );
  const ask = (method: string, names: string, to = url) =>
    fetch(to, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://page.example',
        'access-control-request-method': method,
        'access-control-request-headers': names,
      },
    });
  const allowed = await ask('PUT', 'Content-MD5');
  expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
  expect(allowed.headers.get('access-control-allow-headers')).toBe('content-md5');
  expect(await codeIn(await ask('DELETE', ''))).toBe('403 AccessForbidden');
  expect(await codeIn(await ask('PUT', 'authorization'))).toBe('403 AccessForbidden');
  expect(await codeIn(await ask('PUT', '', url.replace('test-first', 'test-second')))).toBe('403 AccessForbidden');
  const put = await fetch(url, { method: 'PUT', headers: { ...headers, origin: 'https://page.example' }, body: '' });
  expect([put.status, put.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
});
