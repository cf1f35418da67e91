// Projects: bodies and queries of their requests, and how answers show them.
import * as z from 'zod';
import type { ProjectInput, ProjectUpdate } from '../../domain/projects/project.ts';
import type { ProjectListQuery } from '../../operations/projects/projects.ts';
import { metadataReply, seconds } from './common.ts';
import { idText, pageQuery, queryFlag } from './queries.ts';
import { metadataInput, nameText } from './ruled.ts';

/** Everything of 1 to 32 of these characters but "." and "..". */
const newId = z.string().meta({ pattern: '^(\\.{0,2}[a-z0-9_-]|\\.{3})[a-z0-9_.-]*$', maxLength: 32 });

export const projectCreate = z.strictObject({
  id: newId,
  name: nameText,
  metadata: metadataInput.nullish(),
}) satisfies z.ZodType<ProjectInput>;

/** Absent keeps what is stored; null clears metadata. The id is the same for ever. */
export const projectUpdate = z.strictObject({
  name: nameText.optional(),
  metadata: metadataInput.nullish(),
  deleted: z.boolean().optional(),
}) satisfies z.ZodType<ProjectUpdate>;

export const projectListQuery = pageQuery.extend({
  sort: z.enum(['created', 'updated']).default('created'),
  user: idText.optional(),
  /** True lists the deleted ones alone. */
  deleted: queryFlag,
}) satisfies z.ZodType<ProjectListQuery>;

export const projectReply = z.strictObject({
  object: z.literal('project'),
  id: z.string(),
  name: z.string(),
  client: z.string(),
  user: z.string().nullable(),
  created: seconds,
  updated: seconds,
  metadata: metadataReply,
  experiment_count: z.int(),
  training_run_count: z.int(),
  deleted: z.boolean(),
});
