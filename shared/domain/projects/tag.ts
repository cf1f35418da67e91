// Tags: coloured names of a client that runs can be marked with.
import { checkTitle } from '../name.ts';
import { invalid } from '../problem.ts';

export type Tag = { readonly id: string; readonly client: string; readonly name: string; readonly color: string };

export type TagInput = { readonly name: string; readonly color: string };

const hexColor = /^#[0-9A-Fa-f]{6}$/;

/** Throws the 400 for a name or colour that cannot be. */
export function newTag({ name, color }: TagInput, made: Pick<Tag, 'id' | 'client'>): Tag {
  if (!hexColor.test(color))
    throw invalid('color', color, 'must be # and six hexadecimal digits', 'Send a colour such as "#1F77B4".');
  return { ...made, name: checkTitle(name, 'name'), color };
}

export const publicTag = (tag: Tag) => ({ object: 'tag' as const, ...tag });
