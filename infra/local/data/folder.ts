// The data folder: its layout, and files that appear whole, readable by their owner only.
import { accessSync, constants, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { messageOf, refusal } from '../refusal.ts';

export type DataFolder = {
  readonly root: string;
  readonly logs: string;
  readonly token: string;
  readonly secrets: string;
  readonly mail: string;
  readonly buckets: string;
  readonly service: string;
};

/** Bytes, several times what a first start writes: with less room it would break off on the way. */
const sample = 1_000_000;

/** Makes the folder if need be. @throws Refusal when it cannot be written to, or has no room. */
export function openFolder(path: string): DataFolder {
  const root = resolve(path);
  const logs = join(root, 'log');
  try {
    mkdirSync(logs, { recursive: true, mode: 0o700 });
    accessSync(root, constants.W_OK | constants.X_OK);
    writeWhole(join(root, '.writable'), ' '.repeat(sample));
    rmSync(join(root, '.writable'));
  } catch (error) {
    throw refusal(`Cannot write to the data folder ${root} (${messageOf(error)}): choose another one with --data DIR.`);
  }
  return {
    root,
    logs,
    token: join(root, 'token'),
    secrets: join(root, 'secrets.json'),
    mail: join(root, 'mail'),
    buckets: join(root, 'buckets'),
    service: join(root, 'service.json'),
  };
}

/** A reader finds the old content or the new, never a part. Mode 600. */
export function writeWhole(file: string, content: string): void {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, content, { mode: 0o600 });
    renameSync(draft, file);
  } finally {
    remove(draft);
  }
}

export const remove = (file: string): void => rmSync(file, { force: true });
