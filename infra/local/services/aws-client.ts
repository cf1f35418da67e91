// The host's own calls to DynamoDB and SQS: one POST each in AWS's JSON protocol. Functions use the SDK; the host starts faster without.
import { type Credentials, sign } from '../access/signature.ts';
import { region } from '../template/names.ts';

/** Where a service answers, and how to sign for it. */
export type Upstream = {
  /** Whether it checks signatures. The local servers only want that there is one. */
  readonly checks: boolean;
  readonly endpoint: URL;
  readonly service: 'dynamodb' | 'sqs';
  readonly region: string;
  readonly credentials: Credentials;
};

/** An answer of the service that is an error; `name` without the namespace, as `ResourceNotFoundException`. */
type ServiceError = Error & { readonly status: number };

const targets = { dynamodb: 'DynamoDB_20120810', sqs: 'AmazonSQS' } as const;

export const local = (endpoint: URL, service: Upstream['service']): Upstream => ({
  checks: false,
  endpoint,
  service,
  region,
  credentials: { id: 'host', secret: 'host' },
});

/** Real AWS takes the user's own credentials, from the variables that all of AWS's tools read. */
export function foreign(endpoint: URL, service: Upstream['service']): Upstream {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION } = process.env;
  const credentials = { id: AWS_ACCESS_KEY_ID ?? 'host', secret: AWS_SECRET_ACCESS_KEY ?? 'host' };
  const session = AWS_SESSION_TOKEN ? { session: AWS_SESSION_TOKEN } : {};
  return { checks: true, endpoint, service, region: AWS_REGION ?? region, credentials: { ...credentials, ...session } };
}

/** Headers of a call to this service, signed. `target` as it stands in `X-Amz-Target`. */
export function signedHeaders(
  { endpoint, service, region: place, credentials }: Upstream,
  target: string,
  body: Buffer | string,
): Readonly<Record<string, string>> {
  const headers = { host: endpoint.host, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target };
  return sign(headers, body, credentials, { service, region: place, now: new Date() });
}

/** Calls an operation, as `CreateTable`. @throws ServiceError for an answer that is none; fetch's own error when nobody answers. */
export async function call(
  upstream: Upstream,
  operation: string,
  input: object,
  signal?: AbortSignal,
): Promise<Record<string, unknown>> {
  const body = JSON.stringify(input);
  const headers = signedHeaders(upstream, `${targets[upstream.service]}.${operation}`, body);
  const response = await fetch(upstream.endpoint, { method: 'POST', headers, body, signal: signal ?? null });
  const text = await response.text();
  const output: unknown = text ? JSON.parse(text) : {};
  if (response.ok) return Object(output);
  throw serviceError(response.status, Object(output));
}

function serviceError(status: number, body: Record<string, unknown>): ServiceError {
  const name = String(body['__type']).split('#').at(-1) ?? 'UnknownError';
  return Object.assign(new Error(String(body['message'] ?? body['Message'] ?? name)), { name, status });
}
