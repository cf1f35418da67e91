// The four things that a bucket does here, with the answers of S3.
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { escaped, fault, xml } from './fault.ts';
import type { BucketCall, BucketReply } from './serve.ts';

/** Bytes of an object that one request may put (S3 quotas: 5 GB). */
const largest = 5_000_000_000;
/** Objects that a listing names, and that one request deletes. */
const most = 1000;
/** Bytes of a request that deletes. */
const longestOrder = 2_000_000;

const xmlReply = (body: string): BucketReply => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: xml(body),
});

const objectArn = ({ bucket, key }: BucketCall): string => `${bucket.arn}/${key}`;

export async function putObject(call: BucketCall): Promise<BucketReply> {
  const { bucket, key, headers, body } = call;
  call.need('s3:PutObject', objectArn(call));
  const length = headers['content-length'];
  if (length === undefined)
    throw fault(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  if (Number(length) > largest) throw fault(400, 'EntityTooLarge', `Your proposed upload exceeds ${largest} bytes.`);
  const type = headers['content-type'] ?? 'binary/octet-stream';
  const md5 = await bucket.objects.put(key, { type, length: Number(length), md5: digestOf(headers) }, body);
  return { status: 200, headers: { etag: `"${md5}"` }, body: '' };
}

function digestOf(headers: Readonly<Record<string, string>>): string | null {
  const given = headers['content-md5'];
  if (given === undefined || Buffer.from(given, 'base64').length === 16) return given ?? null;
  throw fault(400, 'InvalidDigest', 'The Content-MD5 you specified is not valid.');
}

/** Who may not list a bucket is not told what it lacks, so a missing object is refused to most. */
export async function getObject(call: BucketCall): Promise<BucketReply> {
  const { bucket, key, method, parameters } = call;
  call.need('s3:GetObject', objectArn(call));
  const found = await bucket.objects.get(key);
  if (!found && call.grants('s3:ListBucket', bucket.arn))
    throw fault(404, 'NoSuchKey', `The specified key does not exist: ${key}`);
  if (!found) throw fault(403, 'AccessDenied', 'Access Denied: there is no such object, or you may not know.');
  const { head, bytes } = found;
  const disposition = parameters.get('response-content-disposition');
  return {
    status: 200,
    headers: {
      'content-type': parameters.get('response-content-type') ?? head.type,
      'content-length': String(head.length),
      etag: `"${head.md5}"`,
      'last-modified': new Date(head.written).toUTCString(),
      ...(disposition === undefined ? {} : { 'content-disposition': disposition }),
    },
    body: method === 'HEAD' ? '' : bytes(),
  };
}

export async function listObjects(call: BucketCall): Promise<BucketReply> {
  const { bucket, parameters } = call;
  call.need('s3:ListBucket', bucket.arn);
  const prefix = parameters.get('prefix') ?? '';
  const all = await bucket.objects.list(prefix);
  const shown = parameters.get('encoding-type') === 'url' ? encodeURIComponent : escaped;
  const contents = all.slice(0, most).map((key) => `<Contents><Key>${shown(key)}</Key></Contents>`);
  const facts = `<Name>${bucket.name}</Name><Prefix>${shown(prefix)}</Prefix><KeyCount>${contents.length}</KeyCount>`;
  const more = `<MaxKeys>${most}</MaxKeys><IsTruncated>${all.length > most}</IsTruncated>`;
  return xmlReply(`<ListBucketResult>${facts}${more}${contents.join('')}</ListBucketResult>`);
}

export async function deleteMany(call: BucketCall): Promise<BucketReply> {
  const { bucket, headers, body } = call;
  const order = await readAll(body);
  if (createHash('md5').update(order).digest('base64') !== headers['content-md5'])
    throw fault(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.');
  const keys = [...order.toString().matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => unescaped(key));
  if (keys.length === 0 || keys.length > most) throw fault(400, 'MalformedXML', `Name 1 to ${most} objects.`);
  for (const key of keys) call.need('s3:DeleteObject', `${bucket.arn}/${key}`);
  await bucket.objects.remove(keys);
  return xmlReply('<DeleteResult></DeleteResult>');
}

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

async function readAll(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > longestOrder) throw fault(400, 'MalformedXML', 'The request is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
