// The note of a project. A text may be larger than an item, so it stands in parts, which one transaction replaces together and which carry the mark of their text.
//
//   reader   NOTE#p#00 (of 17, 3 parts) ──────────────── NOTE#p#01 (of 18): not of one text, so both are read again
//   writer                               all parts of 18

import { tryAgain } from '../../domain/problem.ts';
import type { Note } from '../../domain/projects/note.ts';
import { clientKey, sortKey } from '../table/keys.ts';
import { pause } from '../table/pause.ts';
import { attempts, type Item, query, transact, type Write } from '../table/table.ts';
import type { TenantStore } from '../tenant.ts';

/** UTF-16 units of a part, at most three bytes each: an item ends at 400 KB. */
const partLength = 100_000;
/** Parts of the longest text, 2²⁰ bytes; one more for pairs that are not cut in two. */
const mostParts = 12;

type Head = Omit<Note, 'contents'>;

/** Takes the place of the note before. */
export async function saveNote({ table, client, nextId }: TenantStore, { contents, ...head }: Note): Promise<void> {
  const pieces = cut(contents);
  const text = nextId();
  const pk = clientKey(client);
  const writes = Array.from({ length: mostParts }, (_, part): Write => {
    const key = { pk, sk: sortKey.note(head.project, part) };
    const piece = pieces[part];
    if (piece === undefined) return { remove: key };
    return { put: { ...key, text, piece, ...(part === 0 ? { parts: pieces.length, doc: JSON.stringify(head) } : {}) } };
  });
  await transact(table, writes);
}

/** At least one piece; a pair of surrogates stays together, because half of one has no UTF-8 form. */
function cut(contents: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  do {
    const end = start + partLength;
    const splits = /^[\uD800-\uDBFF]$/.test(contents.charAt(end - 1));
    pieces.push(contents.slice(start, splits ? end - 1 : end));
    start = splits ? end - 1 : end;
  } while (start < contents.length);
  return pieces;
}

/** Null when nobody has written one. */
export async function findNote({ table, client }: TenantStore, project: string): Promise<Note | null> {
  const range = { pk: clientKey(client), from: sortKey.note(project, 0), to: sortKey.note(project, mostParts) };
  for (let round = 0; round < attempts; round++) {
    const items = await query(table, range);
    if (items.length === 0) return null;
    const note = join(items);
    if (note) return note;
    await pause(round);
  }
  throw tryAgain('The note is being changed by others.');
}

/** Null when the parts are not all of the text that the first belongs to. */
function join(items: readonly Item[]): Note | null {
  const [head] = items;
  if (!head?.doc) return null;
  const parts = items.filter(({ text }) => text === head['text']);
  if (parts.length !== head['parts']) return null;
  return { ...(JSON.parse(head.doc) as Head), contents: parts.map(({ piece }) => String(piece)).join('') };
}
