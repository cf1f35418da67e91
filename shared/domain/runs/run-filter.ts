// Filters of a list of runs: `[{field, operator, value}]`, all of which a run has to meet. What a run does not have, meets no comparison.
import { invalid } from '../problem.ts';
import { isRecord } from '../record.ts';
import { type FieldKind, fieldNames, type ListedRun, type RunField, type RunValue, runField } from './run-field.ts';

const comparisons = ['==', '!=', '>=', '>', '<=', '<'] as const;
const operators = [...comparisons, 'isnull'] as const;
export type Operator = (typeof operators)[number];

/** `value` as the field's `read` gives it; null for `isnull`, which takes none. */
export type RunFilter = { readonly field: RunField; readonly operator: Operator; readonly value: RunValue | null };

const example = 'For example [{"field": "state", "operator": "==", "value": "completed"}].';

/** An id written as a number comes as bigint where a double does not carry it; an error shows it as the number that it is about. */
const refusal = (at: string, given: unknown, rule: string, fix: string) =>
  invalid(at, given === undefined ? given : JSON.parse(JSON.stringify(given, asNumber)), rule, fix);

const asNumber = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);

/** Throws the 400 for the first thing that is wrong. */
export function readFilters(given: unknown): readonly RunFilter[] {
  if (!Array.isArray(given)) throw refusal('filters', given, 'must be a list of filters', example);
  return given.map((entry, i) => readFilter(entry, `filters[${i}]`));
}

function readFilter(entry: unknown, at: string): RunFilter {
  if (!isRecord(entry)) throw refusal(at, entry, 'must be an object with field, operator and value', example);
  const unknown = Object.keys(entry).find((key) => !['field', 'operator', 'value'].includes(key));
  if (unknown !== undefined)
    throw refusal(`${at}.${unknown}`, entry[unknown], 'is not known: a filter has field, operator and value', example);
  const field = readField(entry['field'], `${at}.field`);
  const operator = readOperator(entry['operator'], field, `${at}.operator`);
  return { field, operator, value: readValue(entry, field, operator, `${at}.value`) };
}

function readField(given: unknown, at: string): RunField {
  const field = typeof given === 'string' ? runField(given) : null;
  if (field) return field;
  throw refusal(at, given, 'is not a field that runs are filtered by', `Use one of ${fieldNames}.`);
}

const isOperator = (given: unknown): given is Operator => operators.some((operator) => operator === given);

/** Which operators a kind of value knows; kinds that are not here know all. */
const known: Partial<Record<FieldKind, readonly Operator[]>> = { state: ['=='], boolean: ['==', '!=', 'isnull'] };

function readOperator(given: unknown, { key, kind }: RunField, at: string): Operator {
  const allowed: readonly Operator[] = known[kind] ?? operators;
  if (isOperator(given) && allowed.includes(given)) return given;
  const rule = isOperator(given) ? `does not go with ${key}` : 'is not an operator';
  throw refusal(at, given, rule, `Use one of ${allowed.join(' ')}.`);
}

function readValue(entry: Readonly<Record<string, unknown>>, field: RunField, operator: Operator, at: string) {
  const given = entry['value'];
  if (operator === 'isnull') {
    if (given === undefined || given === null) return null;
    throw refusal(at, given, 'is too much: isnull takes no value', 'Leave the value out.');
  }
  const { rule, read } = kinds[field.kind];
  const value = read(given);
  if (value !== null) return value;
  throw refusal(at, given, `Invalid type for the value of ${field.key}: it must be ${rule}`, `Send ${rule}.`);
}

type Kind = { readonly rule: string; readonly read: (given: unknown) => RunValue | null };

const text = (given: unknown): string | null => (typeof given === 'string' ? given : null);
const number = (given: unknown): number | null => {
  if (typeof given === 'bigint') return Number(given);
  return typeof given === 'number' && Number.isFinite(given) ? given + 0 : null;
};
const flag = (given: unknown): boolean | null => (typeof given === 'boolean' ? given : null);
const whole = (given: unknown): number | null => (Number.isSafeInteger(given) ? number(given) : null);

/** A double that is larger has lost digits on its way. */
function idText(given: unknown): string | null {
  const digits = typeof given === 'bigint' || Number.isSafeInteger(given) ? String(given) : given;
  return typeof digits === 'string' && /^\d{1,19}$/.test(digits) ? digits.padStart(19, '0') : null;
}

const states = ['active', 'completed', 'failed'];

const kinds: Readonly<Record<FieldKind, Kind>> = {
  id: { rule: 'an id: a whole number, or text of digits', read: idText },
  timestamp: { rule: 'a whole number of seconds since the epoch', read: whole },
  boolean: { rule: 'true or false', read: flag },
  string: { rule: 'text', read: text },
  state: {
    rule: `one of ${states.join(', ')}`,
    read: (given) => states.find((state) => state === given) ?? null,
  },
  numeric: { rule: 'a number', read: number },
  scalar: { rule: 'text, a number, true or false', read: (given) => text(given) ?? number(given) ?? flag(given) },
};

export const meetsAll = (filters: readonly RunFilter[], run: ListedRun): boolean =>
  filters.every((filter) => meets(filter, run));

/** Values of different kinds differ, and neither is the larger one. */
function meets({ field, operator, value }: RunFilter, run: ListedRun): boolean {
  const actual = field.read(run);
  if (operator === 'isnull') return actual === null;
  if (actual === null || value === null) return false;
  if (operator === '==') return actual === value;
  if (operator === '!=') return actual !== value;
  return typeof actual === typeof value && ordered(actual, operator, value);
}

function ordered(actual: RunValue, operator: '>=' | '>' | '<=' | '<', value: RunValue): boolean {
  if (operator === '>') return actual > value;
  if (operator === '<') return actual < value;
  return operator === '>=' ? actual >= value : actual <= value;
}
