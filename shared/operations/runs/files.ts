// Files of a training run: note one and say where its bytes go; show one and say where they are.

import { notFound, problem } from '../../domain/problem.ts';
import { downloadName, type File, type FileInput, maxFiles, newFile, publicFile } from '../../domain/runs/file.ts';
import { findFile, saveFile } from '../../store/runs/files.ts';
import type { FoundRun } from '../../store/runs/runs.ts';
import { objectKey } from '../../store/table/keys.ts';
import type { Context } from '../context.ts';
import { untilRunStored } from './until-run-stored.ts';

/** The bytes do not come this way: who has the answer sends them to the bucket, within a quarter of an hour. */
export async function createFile(context: Context, { target, body }: { target: FoundRun; body: FileInput }) {
  const { store, identity, files, now } = context;
  const { run } = target;
  const id = store.nextId();
  const file = newFile(body, {
    ...{ id, client: store.client, run: run.id, user: identity.user, created: Math.floor(now() / 1000) },
    ...{ key: objectKey(store.client, id), owner: run.user, development: run.development },
  });
  // Signed first: what cannot be signed is not noted either.
  const upload = await files.upload(file.key, file);
  await untilRunStored(context, target, async (found) => {
    if (found.run.files.length >= maxFiles)
      throw problem(403, `A training run has at most ${maxFiles} files. Log fewer pictures.`);
    return (await saveFile(store, file, found.run)) || null;
  });
  return { ...publicFile(file), upload: { object: 's3_upload' as const, ...upload } };
}

/** `run` says whose it is and of which world, as the door wants to know. */
type FoundFile = {
  readonly file: File;
  readonly run: { readonly user: string | null; readonly development: boolean };
};

export async function loadFile({ store }: Context, path: Readonly<Record<string, string>>): Promise<FoundFile> {
  const id = path['file'] ?? '';
  const file = await findFile(store, id);
  if (!file) throw notFound('file', id);
  return { file, run: { user: file.owner, development: file.development } };
}

export async function fetchFile({ files }: Context, { target: { file } }: { target: FoundFile }) {
  const url = await files.download(file.key, downloadName(file));
  return { ...publicFile(file), download: { object: 's3_download' as const, url } };
}
