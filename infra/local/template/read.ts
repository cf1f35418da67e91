// A resource's properties, held against what the host serves.
import type * as z from 'zod';
import { refusal } from '../refusal.ts';
import type { Stack } from './stack.ts';

/** @throws Refusal that names the resource and the property. */
export function readResource<Schema extends z.ZodType>(stack: Stack, id: string, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(stack.properties(id));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refusal(`The local host cannot serve ${id}: ${issue?.path.join('.')}: ${issue?.message}.`);
}
