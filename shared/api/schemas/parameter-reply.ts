// Parameters as answers show them.
import * as z from 'zod';

const value = z.union([z.number(), z.string()]);

const normalPrior = z.strictObject({
  object: z.literal('normal_prior'),
  name: z.literal('normal'),
  mean: z.number(),
  scale: z.number(),
});

const betaPrior = z.strictObject({
  object: z.literal('beta_prior'),
  name: z.literal('beta'),
  shape_a: z.number(),
  shape_b: z.number(),
});

export const parameterReply = z.strictObject({
  object: z.literal('parameter'),
  name: z.string(),
  type: z.enum(['double', 'int', 'categorical']),
  bounds: z.strictObject({ object: z.literal('bounds'), min: z.number(), max: z.number() }).nullable(),
  categorical_values: z
    .array(z.strictObject({ object: z.literal('categorical_value'), name: z.string(), enum_index: z.int() }))
    .nullable(),
  /** Absent when the parameter has none. */
  grid: z.array(value).optional(),
  default_value: value.nullable(),
  conditions: z.record(z.string(), z.array(z.string())),
  prior: z.union([normalPrior, betaPrior]).nullable(),
  transformation: z.literal('log').nullable(),
});
