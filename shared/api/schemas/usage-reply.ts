// The usage of a month as answers show it.
import * as z from 'zod';

const units = { suggestions: z.int(), observations: z.int(), experiments: z.int() };

export const totalsReply = z.strictObject(units);

/** By the price book of the month; null where there is none, and `no_estimate` says why. */
export const estimated = {
  estimate: z
    .strictObject({
      amount: z.int(),
      amount_digits: z.int(),
      currency: z.string(),
      valid_from: z.string().nullable(),
      lines: z.array(
        z.strictObject({
          meter: z.enum(['suggestions', 'observations', 'experiments']),
          units: z.int(),
          unit_price: z.string(),
          amount: z.int(),
        }),
      ),
    })
    .nullable(),
  no_estimate: z.string().nullable(),
};

export const usageReply = z.strictObject({
  object: z.literal('usage'),
  client: z.string(),
  month: z.string(),
  currency: z.string().nullable(),
  rows: z.array(z.strictObject({ day: z.string(), experiment: z.string(), ...units })),
  totals: totalsReply,
  ...estimated,
});
