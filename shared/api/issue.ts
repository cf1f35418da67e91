// What a schema found, said so that a person can act on it: field, value, rule, way out, and one sentence of all of them.
import * as z from 'zod';
import { mostErrors } from '../domain/listing.ts';
import { describe, type FieldError, shown } from '../domain/problem.ts';
import { nearest } from '../domain/spelling.ts';

/** `sentence` is what most clients show: the `message` of the answer. */
export type Told = FieldError & { readonly sentence: string };

type Issue = z.core.$ZodIssue;
type Subject = { readonly field: string; readonly value: unknown };

/** One entry, or one for each key when several are unknown. `root` is the value that was parsed. */
export function explainIssue(issue: Issue, root: unknown, where: 'body' | 'query'): readonly Told[] {
  const subject = { field: pathText(issue.path) || where, value: valueAt(root, issue.path) };
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, mostErrors).map((key) => unknownKey(key, issue, root));
  if (subject.value === undefined) return [missing(subject.field, where)];
  if (issue.code === 'invalid_value' && typeof subject.value !== 'string') return [wrongType(subject, allowed(issue))];
  if (issue.code === 'invalid_type') return [wrongType(subject, issue.expected)];
  if (issue.code === 'invalid_union') return [wrongType(subject, issue.message)];
  const fix = tooLong(issue) ? 'Send fewer, in several requests.' : 'Correct it, or leave it out if it may be absent.';
  return [brokenRule(subject, ruleOf(issue), fix)];
}

/** `['parameters', 2, 'bounds']` is `parameters[2].bounds`. */
const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return value;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value;
}

/** The keys of an object that refuses others, as the text that `unknownKey` finds in the issue: an issue itself does not say them. */
export const tellKnownKeys: z.core.$ZodErrorMap = ({ code, inst }) => {
  if (code !== 'unrecognized_keys') return undefined;
  return inst instanceof z.ZodObject ? Object.keys(inst.shape).join(' ') : '';
};

/** No answer repeats these: it may be logged where a secret has no place. */
const secrets: ReadonlySet<string> = new Set([
  ...['password', 'new_password', 'old_password', 'password_reset_code', 'invite_code', 'code'],
]);

/** What belongs to a secret's name, or holds such a name anywhere: all that was meant to be sent may stand in one field. */
const isSecret = ({ field, value }: Subject): boolean => secrets.has(field) || holdsSecret(value);

const holdsSecret = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(([key, inner]) => secrets.has(key) || holdsSecret(inner));

function unknownKey(key: string, issue: Issue, root: unknown): Told {
  const path = [...issue.path, key];
  const known = issue.message.split(' ');
  const meant = nearest(key, known);
  // Where a secret belongs, an unknown key may be its name in other words, or hold all that was meant to be sent.
  const value = [key, ...known].some((name) => secrets.has(name)) ? {} : { value: valueAt(root, path) };
  const rule = `Unknown json keys: ${shown(key)}`;
  const fix = meant === null ? 'Leave it out, or correct its spelling.' : `Did you mean ${shown(meant)}?`;
  const place = issue.path.length > 0 ? ` in ${pathText(issue.path)}` : '';
  return { field: pathText(path), ...value, rule, fix, sentence: `${rule}${place}. ${fix}` };
}

const kinds: Readonly<Record<string, string>> = {
  record: 'an object',
  object: 'an object',
  array: 'a list',
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

function wrongType({ field, value }: Subject, expected: string): Told {
  const kind = kinds[expected] ?? expected;
  const [rule, fix] = [`Invalid type for ${field}: ${kind} is needed`, `Send ${kind}.`];
  if (isSecret({ field, value })) return { field, rule, fix, sentence: `${rule}. ${fix}` };
  return { field, value, rule, fix, sentence: `${rule}, not ${shown(value)}. ${fix}` };
}

function missing(field: string, where: 'body' | 'query'): Told {
  const rule = where === 'query' ? `Missing query parameter: ${field}` : `Missing required json key: ${field}`;
  const fix = 'Send it.';
  return { field, rule, fix, sentence: `${rule}. ${fix}` };
}

const allowed = (issue: { readonly values: readonly unknown[] }): string => `one of ${issue.values.join(', ')}`;

function ruleOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `is not one of the allowed values: ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `must ${verb(issue.origin)} at least ${issue.minimum}${noun(issue.origin)}`;
    case 'too_big':
      return `must ${verb(issue.origin)} at most ${issue.maximum}${noun(issue.origin)}`;
    default:
      return issue.message;
  }
}

const tooLong = (issue: Issue): boolean => issue.code === 'too_big' && issue.origin === 'array';

const verb = (origin: string): string => (origin === 'array' || origin === 'string' ? 'have' : 'be');
const noun = (origin: string): string => (origin === 'array' ? ' elements' : origin === 'string' ? ' characters' : '');

function brokenRule(subject: Subject, rule: string, fix: string): Told {
  const told = { field: subject.field, ...(isSecret(subject) ? {} : { value: subject.value }), rule, fix };
  return { ...told, sentence: describe(told) };
}
