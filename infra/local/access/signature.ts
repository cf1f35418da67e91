// Signs requests for AWS, Signature Version 4 (AWS General Reference, "Signature Version 4 signing process").
import { createHash, createHmac } from 'node:crypto';

export type Credentials = { readonly id: string; readonly secret: string; readonly session?: string | undefined };

export const algorithm = 'AWS4-HMAC-SHA256';

type Place = { readonly service: string; readonly region: string; readonly now: Date };
type Headers = Readonly<Record<string, string>>;

const hash = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
const keyed = (key: Buffer | string, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** `headers` (lower-case names, `host` among them) of a POST of `body` to `/`, with date, session and signature added. */
export function sign(
  headers: Headers,
  body: Buffer | string,
  { id, secret, session }: Credentials,
  place: Place,
): Headers {
  const time = place.now.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = [time.slice(0, 8), place.region, place.service, 'aws4_request'];
  const all = { ...headers, 'x-amz-date': time, ...(session === undefined ? {} : { 'x-amz-security-token': session }) };
  const names = Object.keys(all).sort();
  const signature = signatureOf(canonicalRequest(all, names, body), time, scope, secret);
  const credential = `${id}/${scope.join('/')}`;
  const authorization = `${algorithm} Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...all, authorization };
}

/** In hexadecimal. `time` as `20261123T150405Z`; `scope`: its date, region, service and `aws4_request`. */
export function signatureOf(canonical: string, time: string, scope: readonly string[], secret: string): string {
  const text = [algorithm, time, scope.join('/'), hash(canonical)].join('\n');
  const key = scope.reduce<Buffer | string>((previous, part) => keyed(previous, part), `AWS4${secret}`);
  return keyed(key, text).toString('hex');
}

function canonicalRequest(headers: Headers, names: readonly string[], body: Buffer | string): string {
  const lines = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join('');
  return ['POST', '/', '', lines, names.join(';'), hash(body)].join('\n');
}
