// Holds a signed URL against the secret of whoever signed it, as S3 does ("Authenticating Requests: Using Query Parameters").
import { timingSafeEqual } from 'node:crypto';
import { byText } from '../../../shared/domain/record.ts';
import { type BucketFault, fault } from '../bucket/fault.ts';
import { algorithm, signatureOf } from './signature.ts';

export type SignedCall = {
  readonly method: string;
  /** As received, still encoded. */
  readonly path: string;
  /** Decoded, in the order of the URL. */
  readonly query: readonly (readonly [string, string])[];
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
};

type Scope = readonly [date: string, region: string, service: string, end: string];
type Claim = {
  readonly key: string;
  readonly scope: Scope;
  readonly time: string;
  readonly lifetime: number;
  readonly names: readonly string[];
  readonly signature: string;
};

/** Milliseconds that a signer's clock may be ahead. */
const ahead = 15 * 60_000;
/** Seconds, a week. */
const longest = 604_800;

/**
 * The access key that the URL was signed with. `secretOf` knows the secret of a key; `now` in milliseconds since the epoch.
 * @throws BucketFault, in S3's words: not signed, not of a known key, too old, or not for this very request.
 */
export function signerOf(call: SignedCall, secretOf: (key: string) => string | undefined, now: number): string {
  const claim = readClaim(call.query);
  const secret = secretOf(claim.key);
  if (secret === undefined)
    throw fault(403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.');
  checkTime(claim, now);
  checkHeaders(call, claim);
  const expected = signatureOf(canonical(call, claim), claim.time, claim.scope, secret);
  if (!same(expected, claim.signature))
    throw fault(
      403,
      'SignatureDoesNotMatch',
      `The request signature we calculated does not match the signature you provided: method, path, query and the headers ${claim.names.join(', ')} must be those that were signed.`,
    );
  return claim.key;
}

function readClaim(query: SignedCall['query']): Claim {
  const given = new Map(query);
  const signature = given.get('X-Amz-Signature');
  if (signature === undefined) throw fault(403, 'AccessDenied', 'Access Denied: the request is not signed.');
  const [key = '', ...scope] = (given.get('X-Amz-Credential') ?? '').split('/');
  const time = given.get('X-Amz-Date') ?? '';
  const expires = given.get('X-Amz-Expires') ?? '';
  const names = (given.get('X-Amz-SignedHeaders') ?? '').split(';');
  if (given.get('X-Amz-Algorithm') !== algorithm) throw malformed(`X-Amz-Algorithm must be ${algorithm}.`);
  if (!isScope(scope) || !/^\d{8}T\d{6}Z$/.test(time) || !time.startsWith(scope[0]))
    throw malformed('X-Amz-Credential must be KEY/DATE/REGION/s3/aws4_request, of the date of X-Amz-Date.');
  if (!/^\d{1,6}$/.test(expires) || Number(expires) < 1 || Number(expires) > longest)
    throw malformed(`X-Amz-Expires must be between 1 and ${longest} seconds.`);
  if (!names.includes('host')) throw malformed('X-Amz-SignedHeaders must name host.');
  return { key, scope, time, lifetime: Number(expires), names, signature };
}

const isScope = (parts: readonly string[]): parts is Scope =>
  parts.length === 4 && parts[2] === 's3' && parts[3] === 'aws4_request';

const malformed = (message: string): BucketFault => fault(400, 'AuthorizationQueryParametersError', message);

function checkTime({ time, lifetime }: Claim, now: number): void {
  const signed = Date.parse(time.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
  if (!(signed <= now + ahead)) throw fault(403, 'AccessDenied', 'Request is not valid yet');
  if (now > signed + lifetime * 1000) throw fault(403, 'AccessDenied', 'Request has expired');
}

/** A header of Amazon's own that is not signed could change what the request means. */
function checkHeaders({ headers }: SignedCall, { names }: Claim): void {
  const unsigned = Object.keys(headers).find((name) => name.startsWith('x-amz-') && !names.includes(name));
  if (unsigned)
    throw fault(403, 'AccessDenied', `There were headers present in the request which were not signed: ${unsigned}`);
}

function canonical({ method, path, query, headers }: SignedCall, { names }: Claim): string {
  const pairs = query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, first], [b, second]) => byText(a, b) || byText(first, second))
    .map((pair) => pair.join('='));
  const lines = names.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`);
  return [method, path, pairs.join('&'), lines.join(''), names.join(';'), 'UNSIGNED-PAYLOAD'].join('\n');
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
