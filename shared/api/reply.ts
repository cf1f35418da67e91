// Answers on the wire: headers, and JSON as the original API writes it.
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

/** Characters from which an answer is written without line breaks; a function's answer may carry 6 MB at most. */
const compactFrom = 1_000_000;
/** Bytes of an answer. */
const largestReply = 5_900_000;

const json = 'application/json; charset=utf-8';

export const success = (value: unknown): Reply => {
  const { contentType, text, headers } = isRaw(value) ? value.raw : { contentType: json, text: writeJson(value ?? {}) };
  if (Buffer.byteLength(text) > largestReply) throw tooLarge();
  return makeReply(200, text, { 'Content-Type': contentType, ...headers });
};

/** A success whose content the caller did not want. */
export const skipped = (): Reply => makeReply(204, '', {});

export function makeReply(statusCode: number, body: string, headers: Readonly<Record<string, string>>): Reply {
  return { statusCode, headers: { 'Cache-Control': 'no-cache, no-store', ...corsHeaders, ...headers }, body };
}

export const jsonReply = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply =>
  makeReply(status, writeJson(value), { 'Content-Type': json, ...headers });

/** Two spaces, a final newline, and no character that HTML reads as markup. Long answers come without spaces. */
export function writeJson(value: unknown): string {
  const compact = JSON.stringify(value);
  const text = compact.length < compactFrom ? JSON.stringify(value, null, 2) : compact;
  return `${text.replace(/[&<>]/g, escapeCode)}\n`;
}

const escapeCode = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

export const isRaw = (value: unknown): value is Raw => typeof value === 'object' && value !== null && 'raw' in value;

const tooLarge = () =>
  problem(
    400,
    `The answer would be larger than ${largestReply} bytes. Ask for less, with \`fields\` or, of a list, with a smaller \`limit\`.`,
  );
