// JSON text in a query, read as strictly as a body.
import * as z from 'zod';
import { readJson } from '../json.ts';

const textRead = (options: Parameters<typeof readJson>[1]) =>
  z.string().transform((text, context): unknown => {
    const read = readJson(text, options);
    if ('value' in read) return read.value;
    context.addIssue({ code: 'custom', message: `must be JSON text: ${read.wrong}` });
    return z.NEVER;
  });

/** What the text stands for. */
export const jsonText = textRead({});

/** The same where ids may be written as numbers: those that a double does not carry are bigint. */
export const jsonTextWithIds = textRead({ exactIds: true });
