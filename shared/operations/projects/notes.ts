// Notes of a project: write one, and see the latest.
import { checkNote, publicNote } from '../../domain/projects/note.ts';
import { findNote, saveNote } from '../../store/projects/notes.ts';
import type { StoredProject } from '../../store/projects/projects.ts';
import type { Context } from '../context.ts';
import { wholePage } from '../page.ts';

export async function createNote(
  { store, identity, now }: Context,
  { target, body }: { target: StoredProject; body: { contents: string } },
) {
  const note = {
    contents: checkNote(body.contents),
    created: Math.floor(now() / 1000),
    user: identity.user,
    client: store.client,
    project: target.project.id,
  };
  await saveNote(store, note);
  return publicNote(note);
}

/** A list of one, or of none. */
export async function listNotes({ store }: Context, { target }: { target: StoredProject }) {
  const note = await findNote(store, target.project.id);
  return wholePage(note ? [publicNote(note)] : []);
}
