// A function's log: what it writes to standard output and error, line by line, in a file of the data folder.
import { createWriteStream, existsSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { messageOf } from '../refusal.ts';

/** Bytes after which a file is moved to `<name>.1`, over the one before: two files at most. */
const rotateAt = 10_000_000;

/** Milliseconds that lines wait for others: each write wakes a thread, which a request would feel. */
const gather = 50;

export type FunctionLog = {
  readonly file: string;
  readonly line: (text: string) => void;
  readonly follow: (stream: Readable) => void;
  /** Settles when all lines are in the file; later ones are dropped. */
  readonly close: () => Promise<void>;
};

/** Lines that cannot be written, because the disk is full, say, are lost; `report` says so once until one can be written again. */
export function openLog(file: string, report: (line: string) => void): FunctionLog {
  let size = existsSync(file) ? statSync(file).size : 0;
  let [closed, failing] = [false, false];
  const failed = (error: unknown) => {
    if (!failing) report(`Lines of ${file} are lost: ${messageOf(error)}`);
    failing = true;
  };
  const open = (): WriteStream => createWriteStream(file, { flags: 'a', mode: 0o600 }).on('error', failed);
  let out = open();
  const rotate = () => {
    out.end();
    if (existsSync(file)) renameSync(file, `${file}.1`);
    out = open();
    size = 0;
  };
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const write = () => {
    const text = waiting.join('');
    waiting = [];
    if (size > rotateAt) rotate();
    // A stream that has failed is at its end.
    if (out.destroyed) out = open();
    size += text.length;
    out.write(text, (error) => {
      if (!error) failing = false;
    });
  };
  const line = (text: string) => {
    if (!closed && waiting.push(`${text}\n`) === 1) timer = setTimeout(write, gather);
  };
  const close = (): Promise<void> => {
    closed = true;
    clearTimeout(timer);
    write();
    return new Promise((resolve) => out.end(resolve));
  };
  const follow = (stream: Readable) => void createInterface({ input: stream }).on('line', line);
  return { file, line, follow, close };
}
