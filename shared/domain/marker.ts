// Page markers: a sort key as URL-safe base64 of a protobuf message, byte for byte as clients of the original API build and read them.
//
//   message  field 1, repeated: one part per sort value, the id last
//   part     one of: field 1 double | 2 int64 | 3 enum, 0 = null | 4 string | 5 bool       (wire types: 1, 0, 0, 2, 0)
import { moveId } from './id.ts';
import { invalid } from './problem.ts';

export type SortValue = number | string | boolean | null;

/** Where an item stands in a list: the values it is sorted by, most important first, and its id, which settles ties. */
export type Key = { readonly sort: readonly SortValue[]; readonly id: string };

type Part = SortValue | bigint;

/** Markers longer than this are not ours: 100 characters of metric name and some numbers stay far below. */
const longest = 4096;

/** The marker of a key, without padding. */
export function encodeMarker(key: Key): string {
  const parts = [...key.sort, BigInt(key.id)].map(encodePart);
  return Buffer.concat(parts.map((part) => field(1, part))).toString('base64url');
}

/**
 * The key a marker stands for; `name` is the parameter it was given as, `sortValues` how many values the list is sorted by beside the id.
 * Throws a 400 for whatever `encodeMarker` cannot have written.
 */
export function decodeMarker(text: string, name: 'before' | 'after', sortValues: number): Key {
  const refuse = (rule: string) =>
    invalid(name, text, rule, 'Send the marker of an earlier answer of the same list, unchanged.');
  const parts = text.length <= longest ? readParts(text) : null;
  if (!parts || parts.length === 0) throw refuse('is not a page marker');
  if (parts.length !== sortValues + 1) throw refuse('is a page marker of a list that is sorted in another way');
  const id = parts.at(-1);
  if (typeof id !== 'bigint') throw refuse('must end with an id');
  return { sort: parts.slice(0, -1).map(plain), id: id < 0n ? '0' : String(id) };
}

/** The key `steps` ids away: nothing can stand between the two. */
export const moveKey = (key: Key, steps: 1 | -1): Key => ({ ...key, id: moveId(key.id, steps) });

/** Whole-number sort values may be written as int64, by tools that know them as integers. */
const plain = (part: Part): SortValue => (typeof part === 'bigint' ? Number(part) : part);

function encodePart(part: Part): Buffer {
  if (part === null) return Buffer.concat([tag(3, 0), varint(0n)]);
  if (typeof part === 'bigint') return Buffer.concat([tag(2, 0), varint(BigInt.asUintN(64, part))]);
  if (typeof part === 'boolean') return Buffer.concat([tag(5, 0), varint(part ? 1n : 0n)]);
  if (typeof part === 'string') return field(4, Buffer.from(part));
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(part);
  return Buffer.concat([tag(1, 1), bytes]);
}

const tag = (number: number, wireType: number): Buffer => varint(BigInt(number * 8 + wireType));
const field = (number: number, bytes: Buffer): Buffer =>
  Buffer.concat([tag(number, 2), varint(BigInt(bytes.length)), bytes]);

/** Base-128 varint: seven bits a byte, lowest first. */
function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 128n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 127n) | 128);
  }
}

/** The parts of a marker, null when it is none. */
function readParts(text: string): Part[] | null {
  if (!/^[A-Za-z0-9_-]+={0,2}$/.test(text)) return null;
  const fields = readFields(Buffer.from(text, 'base64url'));
  if (!fields) return null;
  const parts = fields.map(({ number, value }) =>
    number === 1 && Buffer.isBuffer(value) ? readPart(value) : undefined,
  );
  return parts.every((part) => part !== undefined) ? parts : null;
}

function readPart(bytes: Buffer): Part | undefined {
  const [only, ...more] = readFields(bytes) ?? [];
  if (!only || more.length > 0) return undefined;
  const { number, value } = only;
  if (number === 1 && typeof value === 'number') return Number.isNaN(value) ? undefined : value;
  if (number === 4 && Buffer.isBuffer(value)) return value.toString();
  if (typeof value !== 'bigint') return undefined;
  if (number === 2) return BigInt.asIntN(64, value);
  if (number === 3) return value === 0n ? null : undefined;
  return number === 5 ? value !== 0n : undefined;
}

type Field = { readonly number: number; readonly value: bigint | number | Buffer };

/** Fields of a protobuf message: varints as bigint, doubles as number, the rest as bytes; null when the bytes are not a message. */
function readFields(bytes: Buffer): Field[] | null {
  const fields: Field[] = [];
  let at = 0;
  while (at < bytes.length) {
    const head = readVarint(bytes, at);
    const body = head && readValue(bytes, head.next, Number(head.value & 7n));
    if (!body) return null;
    fields.push({ number: Number(head.value >> 3n), value: body.value });
    at = body.next;
  }
  return fields;
}

type Read<T> = { readonly value: T; readonly next: number };

function readValue(bytes: Buffer, at: number, wireType: number): Read<Field['value']> | null {
  if (wireType === 0) return readVarint(bytes, at);
  if (wireType === 1) return at + 8 <= bytes.length ? { value: bytes.readDoubleLE(at), next: at + 8 } : null;
  const length = wireType === 2 ? readVarint(bytes, at) : null;
  if (!length || length.value > BigInt(bytes.length - length.next)) return null;
  const next = length.next + Number(length.value);
  return { value: bytes.subarray(length.next, next), next };
}

/** At most ten bytes, as many as 64 bits can take. */
function readVarint(bytes: Buffer, at: number): Read<bigint> | null {
  let value = 0n;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return null;
    value |= BigInt(byte & 127) << BigInt(7 * i);
    if (byte < 128) return { value: BigInt.asUintN(64, value), next: at + i + 1 };
  }
  return null;
}
