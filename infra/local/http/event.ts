// Makes the event of an HTTP request, payload format 2.0 ("Working with AWS Lambda proxy integrations for HTTP APIs").
import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { account } from '../template/names.ts';

export type Received = {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly ip: string;
  readonly protocol: string;
};

type Matched = {
  readonly key: string;
  readonly api: string;
  readonly parameters: Readonly<Record<string, string>>;
};

/** Bodies of these types go as text, all others as base64. */
const textual = /^(text\/|application\/(json|javascript|xml)\b|application\/[^;]*\+(json|xml)\b)/i;

/** `now` in milliseconds since the epoch. */
export function makeEvent(received: Received, matched: Matched, now: number): object {
  const { path, query } = splitUrl(received.url);
  const { headers, cookies } = readHeaders(received.rawHeaders);
  const all = { ...headers, ...forwardedHeaders(received, headers, now) };
  return {
    version: '2.0',
    routeKey: matched.key,
    rawPath: path,
    rawQueryString: query,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers: all,
    ...(query === '' ? {} : { queryStringParameters: readQuery(query) }),
    requestContext: contextOf(received, matched, { path, headers, now }),
    ...(Object.keys(matched.parameters).length > 0 ? { pathParameters: matched.parameters } : {}),
    ...readBody(received.body, headers['content-type']),
  };
}

export function splitUrl(url: string): { readonly path: string; readonly query: string } {
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

/** Lower-case names, repeated ones joined by a comma; cookies stand apart and are not among the headers. */
function readHeaders(raw: readonly string[]): { headers: Record<string, string>; cookies: string[] } {
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const [name, value] = [(raw[i] ?? '').toLowerCase(), raw[i + 1] ?? ''];
    if (name === 'cookie') cookies.push(...value.split(/;\s*/).filter(Boolean));
    else headers[name] = Object.hasOwn(headers, name) ? `${headers[name]},${value}` : value;
  }
  return { headers, cookies };
}

/** Decoded; the values of a repeated name joined by a comma. */
function readQuery(query: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query))
    values[name] = Object.hasOwn(values, name) ? `${values[name]},${value}` : value;
  return values;
}

function readBody(body: Buffer, type: string | undefined): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  // Bytes that are no text cannot go as text, whatever their type says.
  const isBase64Encoded = (type !== undefined && !textual.test(type)) || !isUtf8(body);
  return { body: body.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}

/** What the gateway itself adds. */
const forwardedHeaders = ({ ip }: Received, { host = '' }: Record<string, string>, now: number) => ({
  'x-amzn-trace-id': `Root=1-${Math.floor(now / 1000).toString(16)}-${randomUUID().replaceAll('-', '').slice(0, 24)}`,
  'x-forwarded-for': ip,
  'x-forwarded-port': host.split(':')[1] ?? '80',
  'x-forwarded-proto': 'http',
});

type Known = { readonly path: string; readonly headers: Record<string, string>; readonly now: number };

const contextOf = (received: Received, { key, api }: Matched, { path, headers, now }: Known) => ({
  accountId: account,
  apiId: api,
  domainName: headers['host'] ?? '',
  domainPrefix: (headers['host'] ?? '').split(/[.:]/)[0],
  http: {
    method: received.method,
    path,
    protocol: received.protocol,
    sourceIp: received.ip,
    userAgent: headers['user-agent'] ?? '',
  },
  requestId: randomUUID(),
  routeKey: key,
  stage: '$default',
  time: commonLogTime(new Date(now)),
  timeEpoch: now,
});

/** `23/Nov/2026:15:04:05 +0000` */
function commonLogTime(date: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(date.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
