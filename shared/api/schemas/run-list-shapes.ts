// Lists of training runs: their queries, and the page with the fields that its runs define.
import * as z from 'zod';
import type { RunListQuery } from '../../operations/runs/list.ts';
import { jsonTextWithIds } from './json-text.ts';
import { pageReply } from './page-reply.ts';
import { pageQuery } from './queries.ts';
import { runReply } from './run-shapes.ts';

export const runListQuery = pageQuery.extend({
  filters: jsonTextWithIds
    .meta({
      type: 'string',
      contentMediaType: 'application/json',
      description: 'JSON text of a list of `{field, operator, value}`, all of which a run has to meet.',
    })
    .optional(),
  sort: z
    .string()
    .meta({ description: 'A field that filters know; runs without it are left out. `id` by default.' })
    .optional(),
  search: z.string().meta({ description: "Part of the run's name, in any letter case." }).optional(),
}) satisfies z.ZodType<RunListQuery>;

export const runPageReply = pageReply(runReply).extend({
  defined_fields: z.array(
    z.strictObject({
      object: z.literal('field'),
      key: z.string(),
      name: z.string(),
      type: z.enum(['id', 'timestamp', 'numeric', 'string', 'object', 'boolean', 'unknown']),
      count: z.int(),
      sortable: z.boolean(),
    }),
  ),
});
