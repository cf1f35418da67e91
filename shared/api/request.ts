// A request as the door reads it, whichever front it came through: method, path, headers, and the texts of query and body, with what no part of a request may hold refused.
import { invalid, problem } from '../domain/problem.ts';
import { balancerEvent, fromBalancer } from './fronts/balancer.ts';
import { fromGateway } from './fronts/gateway.ts';

/** Bytes of a body. A function is handed at most 6 MB, with the text escaped once more and the headers beside it. */
export const largestBody = 5_500_000;

export type Request = {
  /** The front's id of this request; it stands in the answer's headers and in each log line. */
  readonly id: string;
  /** Where it came in: fronts want answers in shapes of their own. */
  readonly front: 'gateway' | 'balancer';
  readonly method: string;
  readonly path: string;
  /** As it was sent, still percent-encoded. */
  readonly query: string;
  /** The value of a header by its lower-case name; repeated ones joined by commas. */
  readonly header: (name: string) => string | undefined;
  readonly body: string;
  readonly isBase64Encoded: boolean;
};

/** Throws for an event that is none of an HTTP front: nobody but a mistaken operator could send one. */
export function readRequest(event: unknown): Request {
  const balanced = balancerEvent.safeParse(event);
  return balanced.success ? fromBalancer(balanced.data) : fromGateway(event);
}

/** 400 for a NUL in path or query, as it stands or percent-encoded. Databases and C programs end texts there. */
export function refuseNul({ path, query }: Request): void {
  const nul = /%00|\0/;
  const place = nul.test(path) ? 'path' : nul.test(query) ? 'query' : null;
  if (place) throw problem(400, `Invalid string parameter: the ${place} holds the character NUL (%00). Leave it out.`);
}

/** The body's text; empty when there is none. Throws a 400 when it is too large, compressed, or not UTF-8. */
export function bodyText({ body, isBase64Encoded, header }: Request): string {
  if (!body) return '';
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > largestBody) throw problem(400, tooLarge(bytes.length));
  if (!isBase64Encoded) return body;
  return decodeUtf8(bytes) ?? refuseBytes(header('content-encoding'));
}

const tooLarge = (size: number): string =>
  `The request body has ${size} bytes; at most ${largestBody} are read. Send it in several requests, e.g. a batch of observations in parts.`;

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Hardly anything compressed reads as UTF-8 (gzip never does), so nothing is asked of the header before. */
function refuseBytes(coding: string | undefined): never {
  if (coding === undefined || coding.toLowerCase() === 'identity')
    throw problem(400, 'Malformed json in request body: the bytes are not UTF-8. Encode the text as UTF-8.');
  throw invalid(
    'Content-Encoding',
    coding,
    'is not read: bodies are taken as they come',
    'Send the body uncompressed, without this header.',
  );
}

/** Query parameters by name, as text. Throws a 400 for one that is given twice or not properly encoded. */
export function queryValues({ query }: Request): Record<string, string> {
  const values = new Map<string, string>();
  for (const pair of query.split('&').filter((text) => text !== '')) {
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
