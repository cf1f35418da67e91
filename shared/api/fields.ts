// `fields=a,b` on any request: which top-level fields of the answer the caller wants; of each element, when the answer is a page.
import * as z from 'zod';
import { invalid } from '../domain/problem.ts';
import { listOf } from './list-text.ts';
import { isRaw } from './reply.ts';

type Values = Readonly<Record<string, unknown>>;

/** The parameters without `fields`, and what it named; null when it was not given. Query and body may both carry it; the query wins. */
export function takeFields(
  query: Values,
  body: Values,
): { query: Values; body: Values; fields: readonly string[] | null } {
  const { fields: inQuery, ...restOfQuery } = query;
  const { fields: inBody, ...restOfBody } = body;
  return { query: restOfQuery, body: restOfBody, fields: names(inQuery ?? inBody) };
}

function names(given: unknown): readonly string[] | null {
  if (given === undefined || given === null) return null;
  const list: unknown = typeof given === 'string' ? listOf(given) : given;
  if (Array.isArray(list) && list.every((name) => typeof name === 'string')) return list;
  throw invalid('fields', given, 'must be names of fields, comma separated', 'Send e.g. "id,name".');
}

/** 400 for a name that answers of this schema do not have. Runs before the operation, so that a refused request has no effect. */
export function checkFields(fields: readonly string[] | null, reply: z.ZodType): void {
  if (!fields) return;
  const known = fieldsOf(elementOf(reply) ?? reply);
  const unknown = fields.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw invalid('fields', unknown, 'is not a field of the answer', `Known fields: ${known.join(', ') || 'none'}.`);
  }
}

/** Keeps the named fields of the answer, or of each element of a page. */
export function keepFields(fields: readonly string[] | null, value: unknown): unknown {
  if (!fields || typeof value !== 'object' || value === null || isRaw(value)) return value;
  if ('object' in value && value.object === 'pagination' && 'data' in value && Array.isArray(value.data)) {
    return { ...value, data: value.data.map((element) => keep(fields, element)) };
  }
  return keep(fields, value);
}

const keep = (fields: readonly string[], value: unknown): unknown =>
  Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => fields.includes(name)));

/** The schema of a page's elements; null when the schema is not that of a page. */
function elementOf(schema: z.ZodType): z.ZodType | null {
  const shape = schema instanceof z.ZodObject ? (schema.shape as Record<string, unknown>) : {};
  const { data, paging } = shape as { data?: unknown; paging?: unknown };
  return paging && data instanceof z.ZodArray && data.element instanceof z.ZodType ? data.element : null;
}

function fieldsOf(schema: unknown): readonly string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  return schema instanceof z.ZodUnion ? schema.options.flatMap(fieldsOf) : [];
}
