// Notes of a project: one free text that its people write together; the latest one is what a project says.
import { invalid } from '../problem.ts';

export type Note = {
  readonly contents: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly user: string | null;
  readonly client: string;
  readonly project: string;
};

/** Bytes of UTF-8. */
export const maxNoteSize = 2 ** 20;

// Half of a surrogate pair has no UTF-8 form: it would be stored as another text.
const halfCharacter = /\p{Cs}/u;

/** Throws the 400 for a text that is too long, or cannot be stored as it is. */
export function checkNote(contents: string): string {
  if (halfCharacter.test(contents))
    throw invalid(
      'contents',
      contents,
      'contains half of a character (a lone surrogate)',
      'Send well-formed Unicode text.',
    );
  const size = new TextEncoder().encode(contents).length;
  if (size <= maxNoteSize) return contents;
  const rule = `must be at most ${maxNoteSize} bytes of UTF-8 and has ${size}`;
  throw invalid('contents', contents, rule, 'Send a shorter text.');
}

export const publicNote = (note: Note) => ({ object: 'project_note' as const, ...note });
