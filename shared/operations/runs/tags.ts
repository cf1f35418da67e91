// Tags of a training run: put one on it, take one off. Both answer the tag.
import { notFound, problem, shown } from '../../domain/problem.ts';
import { publicTag, type Tag } from '../../domain/projects/tag.ts';
import type { Run } from '../../domain/runs/run.ts';
import { findTag } from '../../store/projects/tags.ts';
import { type FoundRun, replaceRun } from '../../store/runs/runs.ts';
import type { Context } from '../context.ts';
import { loadRun } from './load.ts';
import { untilRunStored } from './until-run-stored.ts';

/** One that it has already stays. */
export async function addTag(context: Context, { target, body }: { target: FoundRun; body: { id: string } }) {
  const tag = await findTag(context.store, body.id);
  if (!tag) throw unknownTag(body.id);
  await retag(context, target, ({ tags }) => (tags.includes(tag.id) ? tags : [...tags, tag.id]));
  return publicTag(tag);
}

function unknownTag(id: string) {
  const [rule, fix] = ['is no tag of this client', 'Make it first: POST /v1/clients/CLIENT/tags.'];
  return problem(422, `Invalid id (${shown(id)}): ${rule}. ${fix}`, {
    errors: [{ field: 'id', value: id, rule, fix }],
  });
}

type TaggedRun = FoundRun & { readonly tag: Tag };

/** A tag that the run does not have is missing, whoever else has it. */
export async function loadTagOfRun(context: Context, path: Readonly<Record<string, string>>): Promise<TaggedRun> {
  const found = await loadRun(context, path);
  const id = path['tag'] ?? '';
  const tag = found.run.tags.includes(id) ? await findTag(context.store, id) : null;
  if (!tag) throw notFound('tag', id);
  return { ...found, tag };
}

export async function removeTag(context: Context, { target }: { target: TaggedRun }) {
  await retag(context, target, ({ tags }) => tags.filter((id) => id !== target.tag.id));
  return publicTag(target.tag);
}

const retag = (context: Context, target: FoundRun, change: (run: Run) => readonly string[]): Promise<true> =>
  untilRunStored(context, target, async (found) => {
    const { run, texts } = found;
    const next = { ...run, tags: change(run), updated: Math.floor(context.now() / 1000) };
    return (await replaceRun(context.store, found, next, texts)) ? true : null;
  });
