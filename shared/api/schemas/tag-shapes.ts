// Tags and notes: bodies of their requests, and how answers show them.
import * as z from 'zod';
import { maxNoteSize } from '../../domain/projects/note.ts';
import type { TagInput } from '../../domain/projects/tag.ts';
import { id, seconds } from './common.ts';
import { nameText } from './ruled.ts';

export const tagCreate = z.strictObject({
  name: nameText,
  color: z.string().meta({ pattern: '^#[0-9A-Fa-f]{6}$' }),
}) satisfies z.ZodType<TagInput>;

export const tagReply = z.strictObject({
  object: z.literal('tag'),
  id: z.string(),
  client: z.string(),
  name: z.string(),
  color: z.string(),
});

/** Which of the client's tags a run is marked with. */
export const tagOfRun = z.strictObject({ id });

export const noteCreate = z.strictObject({ contents: z.string().meta({ maxLength: maxNoteSize }) });

export const noteReply = z.strictObject({
  object: z.literal('project_note'),
  contents: z.string(),
  created: seconds,
  user: z.string().nullable(),
  client: z.string(),
  project: z.string(),
});
