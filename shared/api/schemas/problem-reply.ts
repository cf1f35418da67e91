// The body of every answer that is not a success.
import * as z from 'zod';

export const problemReply = z.strictObject({
  message: z.string(),
  status: z.int(),
  /** One entry for each field that is wrong; absent when the error is not about fields. */
  errors: z
    .array(z.strictObject({ field: z.string(), value: z.unknown().optional(), rule: z.string(), fix: z.string() }))
    .optional(),
  /** Of a 301 alone: where to go. */
  location: z.string().optional(),
  token_status: z.enum(['revoked', 'expired', 'invalid_permissions', 'needs_email_verification']).optional(),
});
