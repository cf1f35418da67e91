// Answers that are no JSON: what an operation hands to the door instead of an object.
import * as z from 'zod';

export const rawReply = <Type extends string>(contentType: Type) =>
  z.object({
    raw: z.object({
      contentType: z.literal(contentType),
      text: z.string(),
      headers: z.record(z.string(), z.string()).optional(),
    }),
  });
