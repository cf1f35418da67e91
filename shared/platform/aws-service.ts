// Calls of DynamoDB and SQS in AWS's JSON protocol: signed, and repeated when trouble may be over. Every request waits for some of these calls,
// and the SDK's general machinery takes several times the processor time of all that is done here.
import { setTimeout as sleep } from 'node:timers/promises';
import { makePost, type Patience, type Post } from './http-post.ts';
import { sign } from './signature.ts';

export type ServicePlace = {
  readonly service: 'dynamodb' | 'sqs';
  /** What stands before an operation's name in `X-Amz-Target`. */
  readonly target: 'DynamoDB_20120810' | 'AmazonSQS';
  /** Another address than the region's. */
  readonly endpoint: string | undefined;
  readonly attempts: number;
  readonly patience: Patience;
};

/** The reply's JSON. Rejects with an error that has AWS's name for it, or the system's code when there is no answer. */
export type Call = (operation: string, input: object) => Promise<unknown>;

/** Region and credentials are those that the platform gives the process in its environment. */
export function makeCall(place: ServicePlace): Call {
  let post: Post | undefined;
  const url = new URL(place.endpoint ?? addressOf(place.service, regionOf(process.env)));
  return async (operation, input) => {
    post ??= makePost(url, place.patience);
    const body = JSON.stringify(input);
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(post, place, url.host, operation, body);
      } catch (error) {
        if (attempt === place.attempts || !isPassing(error)) throw error;
        await sleep(delay(attempt, isThrottling(error)));
      }
    }
  };
}

const regionOf = ({ AWS_REGION = 'us-east-1' }: Variables): string => AWS_REGION;
const addressOf = (service: string, region: string): string =>
  `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;

type Variables = Readonly<Record<string, string | undefined>>;

async function once(post: Post, { service, target }: ServicePlace, host: string, operation: string, body: string) {
  const headers = {
    host,
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `${target}.${operation}`,
  };
  const { AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secret = '', AWS_SESSION_TOKEN: session } = process.env;
  const place = { service, region: regionOf(process.env), now: new Date() };
  const { status, text } = await post(sign(headers, body, { id, secret, session: session || undefined }, place), body);
  if (status === 200) return text === '' ? {} : JSON.parse(text);
  throw serviceError(status, text);
}

type ServiceError = Error & { readonly status: number };

/** `{ __type: "namespace#Name", message, CancellationReasons }`; what a gateway on the way says may be no JSON at all. */
function serviceError(status: number, text: string): ServiceError {
  const { __type, message, Message, ...more } = fieldsOf(text);
  const name = typeof __type === 'string' ? (__type.split('#').at(-1) ?? '') : '';
  const words = [message, Message].find((each) => typeof each === 'string' && each !== '');
  const error = new Error(String(words ?? `status ${status}`));
  return Object.assign(error, {
    ...more,
    name: name || (status >= 500 ? 'ServiceUnavailable' : 'UnknownError'),
    status,
  });
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return Object(value);
  } catch {
    return {};
  }
}

/** Refused because of too much at once, or of the same transaction still under way. */
const throttling: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);

const silent: ReadonlySet<string> = new Set([
  'TimeoutError',
  'RequestTimeout',
  'RequestTimeoutException',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

const namesOf = (error: unknown): readonly string[] =>
  error instanceof Error
    ? [error.name, ...('code' in error && typeof error.code === 'string' ? [error.code] : [])]
    : [];

const isThrottling = (error: unknown): boolean => namesOf(error).some((name) => throttling.has(name));

/** A repetition may cure it. All that is called bears one: writes have conditions or tokens, and what is counted twice by a lost answer is a number that only has to rise. */
function isPassing(error: unknown): boolean {
  if (isThrottling(error) || namesOf(error).some((name) => silent.has(name))) return true;
  return error instanceof Error && 'status' in error && Number(error.status) >= 500;
}

/** Milliseconds, at random up to a bound that doubles ("Exponential Backoff And Jitter", AWS Architecture Blog). */
const delay = (attempt: number, throttled: boolean): number =>
  Math.random() * Math.min(20_000, (throttled ? 500 : 100) * 2 ** (attempt - 1));
