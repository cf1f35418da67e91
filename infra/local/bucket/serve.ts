// Amazon S3 on this computer, as far as signed URLs reach: put and get an object, list, and delete many. Addresses are path-style.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Judge } from '../access/judge.ts';
import type { Need } from '../access/needs.ts';
import { type SignedCall, signerOf } from '../access/presigned.ts';
import { splitUrl } from '../http/event.ts';
import { codeOf, messageOf } from '../refusal.ts';
import type { LocalBucket } from './buckets.ts';
import { corsHeaders, preflight } from './cors.ts';
import { type BucketFault, fault, faultText, isFault } from './fault.ts';
import { deleteMany, getObject, listObjects, putObject } from './operations.ts';

export type BucketReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Readable;
};

/** Who signed, as far as a bucket has to know. */
type Signer = { readonly name: string; readonly secret: string; readonly judge: Judge };

export type BucketSettings = {
  readonly buckets: ReadonlyMap<string, LocalBucket>;
  readonly signer: (accessKey: string) => Signer | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Says on the terminal what was refused. */
  readonly report: (line: string) => void;
};

export type BucketCall = SignedCall & {
  readonly bucket: LocalBucket;
  readonly key: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly body: Readable;
  /** @throws BucketFault when the role of the function that signed does not grant it. */
  readonly need: (action: string, resource: string) => void;
  readonly grants: (action: string, resource: string) => boolean;
};

/** True when the path leads to a bucket; then it is answered here. */
export function serveBucket(settings: BucketSettings, request: IncomingMessage, response: ServerResponse): boolean {
  const { path, query } = splitUrl(request.url ?? '/');
  const bucket = settings.buckets.get(path.split('/')[1] ?? '');
  if (!bucket) return false;
  void answer(settings, bucket, callOf(request, path, query), request, response);
  return true;
}

const callOf = ({ method = 'GET', headers }: IncomingMessage, path: string, query: string): SignedCall => ({
  method,
  path,
  query: [...new URLSearchParams(query)],
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
});

async function answer(
  settings: BucketSettings,
  bucket: LocalBucket,
  call: SignedCall,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const cors = corsHeaders(bucket.cors, call.headers, call.method);
  try {
    const { status, headers, body } = await decide(settings, bucket, call, request);
    response.writeHead(status, { ...cors, ...headers });
    await pipeline(typeof body === 'string' ? Readable.from([body], { objectMode: false }) : body, response);
  } catch (error) {
    // Nobody is left to be told, or it cannot be told any more.
    if (response.headersSent || response.destroyed || codeOf(error) === 'ECONNRESET') return void response.destroy();
    // The rest of the body is read and dropped, so that the sender can hear the answer.
    request.resume();
    const told = isFault(error) ? error : failure(settings, bucket, error);
    response.writeHead(told.status, { ...cors, 'content-type': 'application/xml' }).end(faultText(told));
  }
}

/** A full disk, say: the sender may try again, and whoever runs the host is told why. */
function failure({ report }: BucketSettings, { name }: LocalBucket, error: unknown): BucketFault {
  report(`Bucket ${name} failed: ${messageOf(error)}`);
  return fault(500, 'InternalError', 'We encountered an internal error. Please try again.');
}

async function decide(
  settings: BucketSettings,
  bucket: LocalBucket,
  call: SignedCall,
  body: Readable,
): Promise<BucketReply> {
  if (call.method === 'OPTIONS') return { status: 200, headers: preflight(bucket.cors, call.headers), body: '' };
  const accessKey = signerOf(call, (key) => settings.signer(key)?.secret, settings.now());
  const signer = settings.signer(accessKey);
  const lacks = (need: Need) => signer?.judge([need]) !== undefined;
  const need = (action: string, resource: string) => {
    if (!lacks({ action, resource })) return;
    settings.report(`${signer?.name} was refused ${action} on ${resource}: its role does not grant it.`);
    throw fault(
      403,
      'AccessDenied',
      `Access Denied: the role of ${signer?.name} does not grant ${action} on ${resource}.`,
    );
  };
  const grants = (action: string, resource: string) => !lacks({ action, resource });
  return operate({ ...call, key: keyIn(call.path), bucket, parameters: new Map(call.query), body, need, grants });
}

/** What is behind the bucket's name. */
function keyIn(path: string): string {
  try {
    return decodeURIComponent(path.split('/').slice(2).join('/'));
  } catch {
    throw fault(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}

function operate(call: BucketCall): Promise<BucketReply> {
  const { method, key, parameters } = call;
  if (key !== '' && method === 'PUT') return putObject(call);
  if (key !== '' && (method === 'GET' || method === 'HEAD')) return getObject(call);
  if (key === '' && method === 'GET' && parameters.get('list-type') === '2') return listObjects(call);
  if (key === '' && method === 'POST' && parameters.has('delete')) return deleteMany(call);
  throw fault(
    405,
    'MethodNotAllowed',
    `The local host does not do ${method} on ${key === '' ? 'a bucket' : 'an object'} with these parameters.`,
  );
}
