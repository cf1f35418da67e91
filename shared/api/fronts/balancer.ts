// The optional front: an event of an application load balancer as a request, and replies in the shape and size that it takes.
import { STATUS_CODES } from 'node:http';
import { gzipSync } from 'node:zlib';
import * as z from 'zod';
import { problem } from '../../domain/problem.ts';
import { problemReply } from '../failure.ts';
import { type Reply, skipped } from '../reply.ts';
import type { Request } from '../request.ts';

const lists = z.record(z.string(), z.array(z.string()));

/** As pairs, which no name can get lost in, not even `__proto__`. */
const entries = z.preprocess(
  (values) => Object.entries(values ?? {}),
  z.array(z.tuple([z.string(), z.array(z.string())])),
);

/** Target groups of the stack have multi-value headers on, so that nothing of a request is lost. */
export const balancerEvent = z.object({
  requestContext: z.object({ elb: z.object({ targetGroupArn: z.string() }) }),
  httpMethod: z.string(),
  path: z.string(),
  multiValueQueryStringParameters: entries,
  multiValueHeaders: lists,
  body: z.string().nullable().default(''),
  isBase64Encoded: z.boolean().default(false),
});

type BalancerEvent = z.output<typeof balancerEvent>;

export function fromBalancer(event: BalancerEvent): Request {
  const header = (name: string) => event.multiValueHeaders[name]?.join(',');
  return {
    id: traceOf(header('x-amzn-trace-id') ?? ''),
    front: 'balancer',
    method: event.httpMethod.toUpperCase(),
    path: event.path,
    query: queryOf(event.multiValueQueryStringParameters),
    header,
    body: event.body ?? '',
    isBase64Encoded: event.isBase64Encoded,
  };
}

/** A load balancer hands names and values on as they were sent, so putting them together again is all there is to do. */
const queryOf = (values: BalancerEvent['multiValueQueryStringParameters']): string =>
  values.flatMap(([name, list]) => list.map((value) => `${name}=${value}`)).join('&');

/** The load balancer's own mark. A caller may send `Root`; then the load balancer's is in `Self`. */
function traceOf(header: string): string {
  const [, mark] = /\bSelf=(1-[\w-]{1,40})/.exec(header) ?? /\bRoot=(1-[\w-]{1,40})/.exec(header) ?? [];
  return mark ?? 'none';
}

/** What a load balancer reads from a function. */
export type BalancerAnswer = {
  readonly statusCode: number;
  readonly statusDescription: string;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
};

/** Bytes of an answer's JSON: above 1 MB the load balancer answers 502 in its place. */
export const largestAnswer = 1_000_000;

/** JSON writes a character in six at most; what is this short is not measured. */
const surelyFits = 150_000;

/**
 * What is too large goes compressed, to callers that take it so. To others: of a reading, 400 with the way out; of a change, which is
 * made by now, the success without its content, as if they had asked for none.
 */
export function toBalancer(request: Request, reply: Reply): BalancerAnswer {
  const plain = answerOf(reply);
  if (fits(plain)) return plain;
  const packed = takesGzip(request) ? compressed(reply) : plain;
  if (fits(packed)) return packed;
  const id = { 'X-Request-Id': request.id };
  const short = onlyReads(request) ? problemReply(tooLarge()) : skipped();
  return answerOf({ ...short, headers: { ...short.headers, ...id } });
}

/** Predictions are asked for by POST, because their points need a body. */
const onlyReads = ({ method, path }: Request): boolean => method === 'GET' || path.endsWith('/predictions');

function answerOf({ statusCode, headers, body }: Reply): BalancerAnswer {
  return {
    statusCode,
    statusDescription: `${statusCode} ${STATUS_CODES[statusCode] ?? 'Unknown'}`,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    body,
    isBase64Encoded: false,
  };
}

function compressed({ statusCode, headers, body }: Reply): BalancerAnswer {
  const coding = { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' };
  const packed = gzipSync(body).toString('base64');
  return { ...answerOf({ statusCode, headers: { ...headers, ...coding }, body: packed }), isBase64Encoded: true };
}

const fits = (answer: BalancerAnswer): boolean =>
  answer.body.length < surelyFits || Buffer.byteLength(JSON.stringify(answer)) <= largestAnswer;

const takesGzip = ({ header }: Request): boolean =>
  (header('accept-encoding') ?? '')
    .split(',')
    .some((coding) => /^\s*(gzip|\*)\s*(;(?!\s*q=0(\.0*)?\s*$)|$)/i.test(coding));

const tooLarge = () =>
  problem(
    400,
    `The answer would be larger than ${largestAnswer} bytes, the most that a load balancer hands on. Ask for less, with a smaller \`limit\` or with \`fields\`, take it compressed (Accept-Encoding: gzip), or ask at the address of the HTTP API.`,
  );
