// Signs URLs of a bucket (AWS Signature Version 4, query form): who has one may make that one request, for as long as it says.
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';

export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
};

type BucketPlace = {
  /** Address of the bucket, without a slash at its end. */
  readonly address: string;
  readonly region: string;
  readonly credentials: Credentials;
};

type SignedRequest = {
  readonly method: 'GET' | 'PUT' | 'POST';
  /** Of letters, digits and `/`: nothing in it needs encoding. Empty for the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Headers that the request must have with these very values, by lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly lifetime: number;
};

export type SignUrl = (request: SignedRequest) => Promise<string>;

/**
 * Nobody is asked: the URL is computed, from credentials that the process has. It ends with them, should they end before it does. `now` in
 * milliseconds since the epoch.
 */
export function makeSignUrl({ address, region, credentials }: BucketPlace, now: () => number): SignUrl {
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials: {
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      ...(credentials.sessionToken ? { sessionToken: credentials.sessionToken } : {}),
    },
    sha256: Hash.bind(null, 'sha256'),
    // S3 takes paths as they are; all other services want them encoded twice.
    uriEscapePath: false,
  });
  return async ({ method, key, query = {}, headers = {}, lifetime }) => {
    const { protocol, hostname, host, origin, pathname } = new URL(`${address}/${key}`);
    const signed = await signer.presign(
      {
        ...{ method, protocol, hostname, path: pathname, query: { ...query }, headers: { host, ...headers } },
        // A body that is not text is not known yet, which S3 calls UNSIGNED-PAYLOAD: what it must be, the headers say.
        body: {},
      },
      { expiresIn: lifetime, signingDate: new Date(now()) },
    );
    return `${origin}${pathname}?${queryText(signed.query ?? {})}`;
  };
}

/** `endpoint`: another address of S3 than the region's, which takes the bucket's name as the first part of the path; undefined in the cloud. */
export const bucketAddress = (bucket: string, region: string, endpoint: string | undefined): string =>
  endpoint === undefined ? `https://${bucket}.s3.${region}.amazonaws.com` : `${new URL(endpoint).origin}/${bucket}`;

/** In the form that the signature was made of (RFC 3986), in which `encodeURIComponent` leaves four characters out. */
export const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

const queryText = (query: Readonly<Record<string, string | string[] | null>>): string =>
  Object.entries(query)
    .flatMap(([name, value]) => (typeof value === 'string' ? [`${encode(name)}=${encode(value)}`] : []))
    .join('&');
