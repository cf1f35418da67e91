// JSON text in a query, read as strictly as a body.
import * as z from 'zod';
import { readJson } from '../json.ts';

/** What the text stands for. Ids may be written as numbers: those that a double does not carry are bigint. */
export const jsonTextWithIds = z.string().transform((text, context): unknown => {
  const read = readJson(text);
  if ('value' in read) return read.value;
  context.addIssue({ code: 'custom', message: `must be JSON text: ${read.wrong}` });
  return z.NEVER;
});
