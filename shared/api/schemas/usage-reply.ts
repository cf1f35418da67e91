// The usage of a month as answers show it.
import * as z from 'zod';

const units = { suggestions: z.int(), observations: z.int(), experiments: z.int() };

export const usageReply = z.strictObject({
  object: z.literal('usage'),
  client: z.string(),
  month: z.string(),
  currency: z.string(),
  rows: z.array(z.strictObject({ day: z.string(), experiment: z.string(), ...units })),
  totals: z.strictObject(units),
  estimate: z.strictObject({
    amount: z.int(),
    amount_digits: z.int(),
    currency: z.string(),
    lines: z.array(
      z.strictObject({
        meter: z.enum(['suggestions', 'observations', 'experiments']),
        units: z.int(),
        unit_price: z.string(),
        amount: z.int(),
      }),
    ),
  }),
});
