// The rules for metadata: a small flat object of the user's own, on experiments, suggestions, observations, runs and checkpoints.
import type { Metadata } from './experiment.ts';
import { invalid, type Problem } from './problem.ts';

export type MetadataInput = Readonly<Record<string, unknown>>;

export const maxMetadataKeys = 100;
/** Code points. */
export const maxMetadataKeyLength = 100;
export const maxMetadataTextLength = 500;

/** Entries that are null are dropped; null or nothing at all is null. Throws the 400 for the first entry that breaks a rule. */
export function checkMetadata(
  raw: MetadataInput | null | undefined,
  field = 'metadata',
  keys = maxMetadataKeys,
): Metadata | null {
  if (raw === null || raw === undefined) return null;
  const kept = keptEntries(raw, field, { keys, keyLength: maxMetadataKeyLength });
  return Object.fromEntries(kept.map(([key, value]) => [key, checkEntry(value, `${field}.${key}`)]));
}

type Limits = { readonly keys: number; readonly keyLength: number };

/** The entries of an object with keys of the user's own, those that are null left out. Throws the 400 for too many keys, and for one that cannot be. */
export function keptEntries<Value>(
  raw: Readonly<Record<string, Value | null>>,
  field: string,
  { keys, keyLength }: Limits = { keys: maxMetadataKeys, keyLength: maxMetadataKeyLength },
): [string, Value][] {
  const entries = Object.entries(raw);
  if (entries.length > keys)
    throw invalid(field, undefined, `has ${entries.length} keys; at most ${keys} are allowed`, 'Send fewer keys.');
  return entries.flatMap(([key, value]) => (value === null ? [] : [[checkKey(key, field, keyLength), value]]));
}

function checkKey(key: string, field: string, longest: number): string {
  const length = [...key].length;
  if (length < 1 || length > longest) {
    throw invalid(field, key, `a key must be 1 to ${longest} characters long`, 'Send a key of that length.');
  }
  if (key === '__proto__') throw invalid(field, key, 'is a reserved key', 'Choose another key.');
  return key;
}

function checkEntry(value: unknown, field: string): string | number {
  if (typeof value === 'string') return checkText(value, field);
  if (typeof value === 'number' && Number.isFinite(value)) return value + 0;
  throw wrongType(value, field);
}

function checkText(value: string, field: string): string {
  const length = [...value].length;
  if (length <= maxMetadataTextLength) return value;
  const rule = `must be at most ${maxMetadataTextLength} characters long and has ${length}`;
  throw invalid(field, value, rule, 'Shorten the text.');
}

const wrongType = (value: unknown, field: string): Problem =>
  invalid(
    field,
    value,
    'Invalid type: it must be text, a number or null',
    'Send a flat object; write true and false as text or as 1 and 0.',
  );
