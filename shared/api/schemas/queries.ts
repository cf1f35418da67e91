// Query parameters, which arrive as text. Parameters that a route does not know are ignored, as the contract says.
import * as z from 'zod';
import { idPattern, isId } from '../../domain/id.ts';
import type { PageQuery } from '../../domain/page.ts';
import { listOf } from '../list-text.ts';
import { id } from './common.ts';

/** 1, true, 0 or false in any letter case. */
export const queryFlag = z
  .stringbool({ truthy: ['1', 'true'], falsy: ['0', 'false'] })
  .meta({ also: [{ enum: [0, 1, '0', '1'] }] })
  .optional();

export const wholeNumber = z
  .string()
  .regex(/^-?\d{1,16}$/, { error: 'must be a whole number' })
  .transform(Number);

export const idText = z
  .string()
  .refine(isId, { error: 'is not an id: ids are positive 64-bit whole numbers' })
  .meta({ pattern: idPattern });

export const marker = z.string().min(1).optional();

const page = {
  limit: wholeNumber.pipe(z.int().min(0).max(1000)).optional(),
  before: marker,
  after: marker,
  ascending: queryFlag,
};

export const pageQuery = z.object(page) satisfies z.ZodType<PageQuery>;

const time = wholeNumber.pipe(z.int().min(0)).optional();

export const experimentListQuery = z
  .object({
    ...page,
    state: z.enum(['active', 'deleted', 'all']).default('active'),
    /** Part of the experiment's name, in any letter case. */
    search: z.string().optional(),
    sort: z.enum(['id', 'recent']).default('id'),
    user: idText.optional(),
    /** Ends of the time of creation, in seconds since the epoch. */
    period_start: time,
    period_end: time,
    development: queryFlag,
    /** Experiments made of runs too. */
    include_ai: queryFlag,
  })
  .refine(({ period_start = 0, period_end = Infinity }) => period_start <= period_end, {
    path: ['period_end'],
    error: 'must not be earlier than period_start',
  });

export const suggestionListQuery = z.object({
  ...page,
  state: z.enum(['open']).optional(),
  /** True lists the deleted ones alone. */
  deleted: queryFlag,
  id: z.string().transform(listOf).pipe(z.array(id)).optional(),
});

export const observationListQuery = z.object({
  ...page,
  /** `id`, `timestamp`, `value`, `value-METRIC`, `value_stddev`, `value_stddev-METRIC` or `parameter-NAME`; which exist, the experiment knows. */
  sort: z
    .string()
    .min(1)
    .meta({ pattern: '^(id|timestamp|task|value(-.+)?|value_stddev(-.+)?|parameter-.+)$' })
    .default('id'),
  deleted: queryFlag,
});

export const experimentDeleteQuery = z.object({ include_runs: queryFlag });
export const suggestionDeleteAllQuery = z.object({ state: z.enum(['open']).optional() });
export const observationDeleteQuery = z.object({ no_optimize: queryFlag });

const day = z.string().meta({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' }).optional();

export const usageQuery = z.object({
  /** `YYYY-MM`, checked by the domain, which names the way out; without it, the present month. */
  month: z.string().meta({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' }).optional(),
  /** Days of that month, `YYYY-MM-DD`, checked by the domain too. */
  day_from: day,
  day_to: day,
  format: z.enum(['json', 'csv']).default('json'),
});
