// Objects of a bucket on disk, a file each: a line that says what it is, then its bytes. One is there whole or not at all, and stays.
//
//   uploads/7     line, bytes, fsync ──► rename ──► objects/<key>, fsync of the folder ──► answered
//   kill -9       what is in uploads/ was never answered, and goes at the next start
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import * as z from 'zod';
import { codeOf } from '../refusal.ts';
import { fault } from './fault.ts';

const head = z.object({
  type: z.string(),
  length: z.number(),
  /** In hexadecimal. */
  md5: z.string(),
  /** Milliseconds since the epoch. */
  written: z.number(),
});
type Head = z.output<typeof head>;

export type Objects = {
  /**
   * `length` bytes, or none are kept. `md5` in base64, null where the sender says none. Returns the MD5 in hexadecimal.
   * @throws BucketFault when the bytes are not those.
   */
  readonly put: (
    key: string,
    expected: { type: string; length: number; md5: string | null },
    bytes: Readable,
  ) => Promise<string>;
  readonly get: (key: string) => Promise<{ readonly head: Head; readonly bytes: () => Readable } | null>;
  /** Keys in order. */
  readonly list: (prefix: string) => Promise<readonly string[]>;
  readonly remove: (keys: readonly string[]) => Promise<void>;
};

/** Bytes that a line may take: more than all headers of a request may have. */
const lineLimit = 20_000;
/** Letters of a file's name. */
const nameLimit = 250;

/** `now` in milliseconds since the epoch. */
export function openObjects(folder: string, now: () => number): Objects {
  const [objects, uploads] = [join(folder, 'objects'), join(folder, 'uploads')];
  rmSync(uploads, { recursive: true, force: true });
  for (const each of [objects, uploads]) mkdirSync(each, { recursive: true, mode: 0o700 });
  const fileOf = (key: string) => join(objects, nameOf(key));
  let count = 0;
  const put: Objects['put'] = async (key, expected, bytes) => {
    const target = fileOf(key);
    const draft = join(uploads, String(++count));
    try {
      const md5 = await write(draft, expected, bytes, now());
      await rename(draft, target);
      await settle(objects);
      return md5;
    } finally {
      await rm(draft, { force: true });
    }
  };
  const get: Objects['get'] = async (key) => {
    const found = await readHead(fileOf(key));
    return found && { head: found.head, bytes: () => createReadStream(fileOf(key), { start: found.start }) };
  };
  const list: Objects['list'] = async (prefix) =>
    (await readdir(objects))
      .map(decodeURIComponent)
      .filter((key) => key.startsWith(prefix))
      .sort();
  const remove: Objects['remove'] = async (keys) => {
    for (const key of keys) await rm(fileOf(key), { force: true });
    await settle(objects);
  };
  return { put, get, list, remove };
}

/** No `/` in it, and no name that means a folder. */
function nameOf(key: string): string {
  const name = encodeURIComponent(key).replaceAll('.', '%2E');
  if (name.length <= nameLimit) return name;
  throw fault(400, 'KeyTooLongError', `Your key is too long: the local host keeps keys of ${nameLimit} letters.`);
}

type Expected = { readonly type: string; readonly length: number; readonly md5: string | null };

async function write(
  draft: string,
  { type, length, md5 }: Expected,
  bytes: Readable,
  written: number,
): Promise<string> {
  const file = await open(draft, 'wx', 0o600);
  try {
    // The line has to stand before the bytes, whose MD5 is known behind them: it gets its room first.
    await file.write(lineOf({ type, length, md5: '0'.repeat(32), written }));
    const found = await copy(file, bytes);
    if (found.length !== length) throw fault(400, 'IncompleteBody', `${found.length} bytes came instead of ${length}.`);
    if (md5 !== null && found.md5.toString('base64') !== md5)
      throw fault(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.');
    const hex = found.md5.toString('hex');
    await file.write(lineOf({ type, length, md5: hex, written }), 0, null, 0);
    await file.sync();
    return hex;
  } finally {
    await file.close();
  }
}

const lineOf = (what: Head): Buffer => Buffer.from(`${JSON.stringify(what)}\n`);

async function copy(file: FileHandle, bytes: Readable): Promise<{ length: number; md5: Buffer }> {
  const hash = createHash('md5');
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    hash.update(chunk);
    await file.appendFile(chunk);
  }
  return { length, md5: hash.digest() };
}

/** A new name is on disk when its folder is. */
async function settle(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

async function readHead(file: string): Promise<{ head: Head; start: number } | null> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  });
  if (!handle) return null;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(lineLimit), 0, lineLimit, 0);
    const end = buffer.subarray(0, bytesRead).indexOf('\n');
    return { head: head.parse(JSON.parse(buffer.toString('utf8', 0, end))), start: end + 1 };
  } finally {
    await handle.close();
  }
}
