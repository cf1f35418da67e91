// A gateway event as the door reads it: method, path, headers, and the texts of query and body, with what no part of a request may hold refused.
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { invalid, problem } from '../domain/problem.ts';

/** Bytes of a body. A function is handed at most 6 MB, with the text escaped once more and the headers beside it. */
export const largestBody = 5_500_000;

export type Request = {
  /** The gateway's id of this request; it stands in the answer's headers and in each log line. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** The value of a header by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  readonly event: APIGatewayProxyEventV2;
};

export function readRequest(event: APIGatewayProxyEventV2): Request {
  const { http, requestId } = event.requestContext;
  const header = (name: string) => event.headers[name];
  return { id: requestId, method: http.method.toUpperCase(), path: event.rawPath, header, event };
}

/** 400 for a NUL in path or query, as it stands or percent-encoded. Databases and C programs end texts there. */
export function refuseNul({ event }: Request): void {
  const nul = /%00|\0/;
  if (nul.test(event.rawPath))
    throw problem(400, 'The path holds the character NUL (%00), which nothing may hold. Leave it out.');
  if (nul.test(event.rawQueryString))
    throw problem(400, 'The query holds the character NUL (%00), which nothing may hold. Leave it out.');
}

/** The body's text; empty when there is none. Throws a 400 when it is too large or not UTF-8. */
export function bodyText({ event }: Request): string {
  const { body, isBase64Encoded } = event;
  if (!body) return '';
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > largestBody) throw problem(400, tooLarge(bytes.length));
  return isBase64Encoded ? decodeUtf8(bytes) : body;
}

const tooLarge = (size: number): string =>
  `The request body has ${size} bytes; at most ${largestBody} are read. Send it in several requests, e.g. a batch of observations in parts.`;

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw problem(400, 'Malformed json in request body: the bytes are not UTF-8. Encode the text as UTF-8.');
  }
}

/** Query parameters by name, as text. Throws a 400 for one that is given twice or not properly encoded. */
export function queryValues({ event }: Request): Record<string, string> {
  const values = new Map<string, string>();
  for (const pair of event.rawQueryString.split('&').filter((text) => text !== '')) {
    const [name = '', ...value] = pair.split('=');
    const key = decodeQuery(name);
    if (values.has(key))
      throw invalid(key, undefined, 'is given twice in the query', 'Give it once; lists are comma separated.');
    values.set(key, decodeQuery(value.join('=')));
  }
  return Object.fromEntries(values);
}

function decodeQuery(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalid(
      'query',
      text,
      'is not percent-encoded UTF-8',
      'Encode % as %25 and other characters by their UTF-8 bytes.',
    );
  }
}
