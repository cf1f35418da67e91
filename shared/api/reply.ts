// Answers on the wire: headers, and JSON as the original API writes it.
import { handedOn, maxAnswerBytes } from '../domain/document-size.ts';
import { problem } from '../domain/problem.ts';
import { corsHeaders } from './cors.ts';

/** An answer as the gateway takes it. */
export type Reply = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** What an operation returns instead of an object when its answer is no JSON, e.g. a CSV file. */
type Raw = {
  readonly raw: {
    readonly contentType: string;
    readonly text: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
};

/** Characters from which an answer is written without line breaks. */
const compactFrom = 1_000_000;
/** Bytes of a text that fits whatever stands in it: being handed on doubles it at most. */
const surelyFits = maxAnswerBytes / 2;

const json = 'application/json; charset=utf-8';

export const success = (value: unknown): Reply => {
  const { contentType, text, headers } = isRaw(value) ? value.raw : { contentType: json, text: writeJson(value ?? {}) };
  if (Buffer.byteLength(text) > surelyFits && handedOn(text) > maxAnswerBytes) throw tooLarge();
  return makeReply(200, text, { 'Content-Type': contentType, ...headers });
};

/** A success whose content the caller did not want. */
export const skipped = (): Reply => makeReply(204, '', {});

export function makeReply(statusCode: number, body: string, headers: Readonly<Record<string, string>>): Reply {
  return { statusCode, headers: { 'Cache-Control': 'no-cache, no-store', ...corsHeaders, ...headers }, body };
}

export const jsonReply = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply =>
  makeReply(status, writeJson(value), { 'Content-Type': json, ...headers });

/**
 * Two spaces, a final newline, and no character that HTML reads as markup. Long answers come without spaces, and without the escapes, six
 * characters for one, where they would make an answer too long that its operation has measured.
 */
export function writeJson(value: unknown): string {
  const compact = JSON.stringify(value);
  const text = compact.length < compactFrom ? JSON.stringify(value, null, 2) : compact;
  const harmless = text.replaceAll('&', '\\u0026').replaceAll('<', '\\u003c').replaceAll('>', '\\u003e');
  return `${Buffer.byteLength(harmless) < surelyFits ? harmless : compact}\n`;
}

export const isRaw = (value: unknown): value is Raw => typeof value === 'object' && value !== null && 'raw' in value;

const tooLarge = () =>
  problem(
    400,
    `The answer would be larger than ${maxAnswerBytes} bytes, quotes and line ends counted twice. Ask for less, with \`fields\` or, of a list, with a smaller \`limit\`.`,
  );
