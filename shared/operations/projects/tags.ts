// Tags of the caller's client: create and list.
import { type PageQuery, pageRequest } from '../../domain/page.ts';
import { problem } from '../../domain/problem.ts';
import { newTag, publicTag, type TagInput } from '../../domain/projects/tag.ts';
import { listTags, saveTag } from '../../store/projects/tags.ts';
import type { Context } from '../context.ts';
import { fittingPage, idKey, publicPage } from '../page.ts';

export async function createTag({ store }: Context, { body }: { body: TagInput }) {
  const tag = newTag(body, { id: store.nextId(), client: store.client });
  if (await saveTag(store, tag)) return publicTag(tag);
  const [rule, fix] = ['is taken: this client has a tag of that name', 'Choose another name, or use that tag.'];
  throw problem(409, `Invalid name (${tag.name}): ${rule}. ${fix}`, {
    errors: [{ field: 'name', value: tag.name, rule, fix }],
  });
}

export async function listAllTags({ store }: Context, { query }: { query: PageQuery }) {
  return publicPage(fittingPage(await listTags(store), pageRequest(query), idKey), publicTag);
}
