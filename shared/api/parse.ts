// A value against a schema: what comes out has the schema's type, what does not fit becomes a 400 that names every field.
import type * as z from 'zod';
import { mostErrors } from '../domain/listing.ts';
import { problem } from '../domain/problem.ts';
import { explainIssue, type Told, tellKnownKeys } from './issue.ts';

/** Throws a 400 with one entry in `errors` for each thing that is wrong. `where` the value came from only helps to word it. */
export function parse<T>(schema: z.ZodType<T>, value: unknown, where: 'body' | 'query'): T {
  refuseReservedKeys(value, []);
  const result = schema.safeParse(value, { error: tellKnownKeys });
  if (result.success) return result.data;
  const { issues } = result.error;
  const told = issues.slice(0, mostErrors).flatMap((issue) => explainIssue(issue, value, where));
  throw refusal(told, Math.max(told.length, issues.length));
}

function refusal(told: readonly Told[], count: number) {
  const [first] = told;
  const more = count > 1 ? ` (and ${count - 1} more, see errors)` : '';
  const errors = told.map(({ field, value, rule, fix }) => ({ field, value, rule, fix }));
  return problem(400, `${first?.sentence ?? 'The request is not valid.'}${more}`, { errors });
}

/**
 * `__proto__` as a key is dropped by some programs and taken for the prototype by others; here it is refused, so that nothing is silently lost.
 * The depth is bounded by the reader of the body.
 */
function refuseReservedKeys(value: unknown, path: readonly string[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === '__proto__') throw reserved([...path, key].join('.'));
    refuseReservedKeys(child, typeof child === 'object' ? [...path, key] : path);
  }
}

function reserved(field: string) {
  const [rule, fix] = ['is a reserved key', 'Choose another name.'];
  return problem(400, `Unknown json keys: ${field} ${rule}. ${fix}`, { errors: [{ field, rule, fix }] });
}
