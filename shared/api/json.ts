// Text to value, stricter than JSON.parse: no key twice, no number that is not what it says, no depth without end; linear in the length of the text.
import { isProblem, problem, shown } from '../domain/problem.ts';
import { settleIds } from './body-ids.ts';

/** Objects and lists inside each other; far above any real request, far below what the stack takes. */
const deepest = 64;
/** Characters of one number; a double needs 24, a 64-bit integer 20. */
const longestNumber = 64;

/** What is read as one number or word before it is judged. Sticky: they match at `lastIndex` only. */
const numberToken = /[0-9A-Za-z+\-.]+/y;
const wordToken = /[0-9A-Za-z]+/y;
const numberShape = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

type JsonObject = { readonly [key: string]: unknown };

/** `bigints`: how many were read. Whole numbers of up to 19 digits that a double does not carry are, so that an id keeps its digits. */
type Reader = { readonly text: string; at: number; depth: number; bigints: number };

const readerOf = (text: string): Reader => ({ text, at: 0, depth: 0, bigints: 0 });

/**
 * The object that a request body stands for; no text at all is the empty object. An id may be a number. Throws a 400 that says what is wrong
 * and where.
 */
export function parseBody(text: string): JsonObject {
  const reader = readerOf(text);
  skipSpace(reader);
  if (reader.at === text.length) return {};
  const exact = readWhole(reader);
  const value = reader.bigints > 0 ? settleIds(exact) : exact;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    // Said by its kind alone: what was meant to be sent may hold a secret.
    const kind = Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`;
    const rule = `must be an object, not ${kind}`;
    throw problem(400, `${prefix}: it ${rule}. Send one such as {"name": "x"}.`, {
      errors: [{ field: 'body', rule, fix: 'Send an object such as {"name": "x"}.' }],
    });
  }
  return value as JsonObject;
}

/** What a text elsewhere stands for, ids that a double does not carry as bigint; or what is wrong with it and where. */
export function readJson(text: string): { readonly value: unknown } | { readonly wrong: string } {
  try {
    return { value: readWhole(readerOf(text)) };
  } catch (error) {
    const [what] = isProblem(error) ? error.errors : [];
    if (!what) throw error;
    return { wrong: `${what.rule} (${what.value})` };
  }
}

function readWhole(reader: Reader): unknown {
  skipSpace(reader);
  const value = readValue(reader);
  skipSpace(reader);
  if (reader.at === reader.text.length) return value;
  throw malformed(reader, `the text goes on after the first value with ${here(reader)}`);
}

const prefix = 'Malformed json in request body';

function malformed(reader: Reader, what: string) {
  const line = reader.text.slice(0, reader.at).split('\n').length;
  const place = `character ${reader.at + 1}, line ${line}`;
  return problem(400, `${prefix}: ${what} (${place}).`, {
    errors: [{ field: 'body', value: place, rule: what, fix: 'Send JSON text, encoded as UTF-8.' }],
  });
}

const here = (reader: Reader): string =>
  reader.at < reader.text.length ? shown(reader.text.charAt(reader.at)) : 'the end of the text';

/** Spaces are few and short in most bodies, so they are stepped over one by one. */
function skipSpace(reader: Reader): void {
  for (let code = reader.text.charCodeAt(reader.at); code <= 32; code = reader.text.charCodeAt(++reader.at)) {
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
  }
}

function readValue(reader: Reader): unknown {
  const char = reader.text.charAt(reader.at);
  if (char === '{') return nested(reader, readObject);
  if (char === '[') return nested(reader, readArray);
  if (char === '"') return readString(reader);
  if (char === '-' || (char >= '0' && char <= '9')) return readNumber(reader);
  return readWord(reader);
}

function nested(reader: Reader, read: (reader: Reader) => unknown): unknown {
  if (++reader.depth > deepest)
    throw malformed(reader, `more than ${deepest} levels of objects and lists inside each other`);
  reader.at++;
  const value = read(reader);
  reader.depth--;
  return value;
}

function readObject(reader: Reader): JsonObject {
  const object: Record<string, unknown> = {};
  for (let more = begins(reader, '}'); more; more = goesOn(reader, '}')) {
    if (reader.text.charAt(reader.at) !== '"')
      throw malformed(reader, `expected a key in double quotes, found ${here(reader)}`);
    const start = reader.at;
    const key = readString(reader);
    if (Object.hasOwn(object, key))
      throw malformed({ ...reader, at: start }, `the key ${shown(key)} stands twice in one object`);
    skipSpace(reader);
    if (reader.text.charAt(reader.at) !== ':')
      throw malformed(reader, `expected ":" after the key ${shown(key)}, found ${here(reader)}`);
    reader.at++;
    skipSpace(reader);
    put(object, key, readValue(reader));
  }
  return object;
}

/** A plain assignment to `__proto__` would set the prototype instead of a key. */
function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function readArray(reader: Reader): unknown[] {
  const list: unknown[] = [];
  for (let more = begins(reader, ']'); more; more = goesOn(reader, ']')) list.push(readValue(reader));
  return list;
}

type Close = '}' | ']';

/** Behind an opening bracket: is there a first element? If not, steps over the closing bracket. */
function begins(reader: Reader, close: Close): boolean {
  skipSpace(reader);
  const empty = reader.text.charAt(reader.at) === close;
  if (empty) reader.at++;
  return !empty;
}

/** Behind an element: is there another one? Steps over the comma or the closing bracket. */
function goesOn(reader: Reader, close: Close): boolean {
  skipSpace(reader);
  const char = reader.text.charAt(reader.at);
  if (char !== ',' && char !== close) throw malformed(reader, `expected "," or "${close}", found ${here(reader)}`);
  reader.at++;
  if (char === close) return false;
  skipSpace(reader);
  if (reader.text.charAt(reader.at) !== close) return true;
  throw malformed(reader, `expected a value after ",", found ${here(reader)}`);
}

function readString(reader: Reader): string {
  const start = reader.at;
  const end = closingQuote(reader.text, start);
  if (end < 0) throw malformed(reader, 'a string has no closing quote');
  const inner = reader.text.slice(start + 1, end);
  const value = special.test(inner) ? unquoted(reader, reader.text.slice(start, end + 1)) : inner;
  if (value.includes('\0')) throw malformed(reader, 'Invalid string parameter: it holds the character NUL');
  if (anySurrogate.test(value) && halfSurrogate.test(value))
    throw malformed(reader, 'a string holds half of a surrogate pair, which is no character');
  reader.at = end + 1;
  return value;
}

/** Place of the quote that ends the string begun at `start`: the first one with an even number of backslashes before it; -1 when there is none. */
function closingQuote(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let first = end;
    while (text.charAt(first - 1) === '\\') first--;
    if ((end - first) % 2 === 0) return end;
  }
  return -1;
}

/** A backslash, or a character below the space, which JSON does not allow in strings. */
const special = /[^ -\uffff]|\\/;
const anySurrogate = /[\ud800-\udfff]/;
const halfSurrogate = /\p{Surrogate}/u;

/** A string from its quote on, up to what does not belong into one. */
const valid = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*/y;

function unquoted(reader: Reader, token: string): string {
  try {
    return JSON.parse(token) as string;
  } catch {
    valid.lastIndex = 0;
    const at = reader.at + (valid.exec(token)?.[0].length ?? 0);
    throw malformed({ ...reader, at }, 'a string holds a control character or an escape that JSON does not know');
  }
}

/** What may be quoted: words of programming languages, and what is too short for a secret. Anything else may be one that lacks its quotes. */
const told = (token: string): string =>
  token.length <= 5 || familiar.has(token) ? token : `what stands there, ${token.length} characters,`;
const familiar: ReadonlySet<string> = new Set(['Infinity', '-Infinity', 'undefined']);

const idShape = /^[0-9]{1,19}$/;

function readNumber(reader: Reader): number | bigint {
  const token = readToken(reader, numberToken);
  if (token.length > longestNumber)
    throw malformed(reader, `a number has ${token.length} characters; at most ${longestNumber} are read`);
  if (!numberShape.test(token)) throw malformed(reader, `${told(token)} is not a number`);
  const value = Number(token);
  if (!Number.isFinite(value)) throw malformed(reader, `${told(token)} is larger than any double (about 1.8e308)`);
  reader.at += token.length;
  if (Number.isSafeInteger(value) || !idShape.test(token)) return value;
  reader.bigints++;
  return BigInt(token);
}

const words: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function readWord(reader: Reader): unknown {
  const token = readToken(reader, wordToken);
  if (!words.has(token))
    throw malformed(
      reader,
      token === '' ? `expected a value, found ${here(reader)}` : `${told(token)} is not a JSON value`,
    );
  reader.at += token.length;
  return words.get(token);
}

/** Letters, digits and, in a number, its signs and point, from here on. */
function readToken({ text, at }: Reader, shape: RegExp): string {
  shape.lastIndex = at;
  return shape.exec(text)?.[0] ?? '';
}
