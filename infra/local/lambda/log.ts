// A function's log: what it writes to standard output and error, line by line, in a file of the data folder.
import { createWriteStream, existsSync, renameSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

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

export function openLog(file: string): FunctionLog {
  let size = existsSync(file) ? statSync(file).size : 0;
  let out = createWriteStream(file, { flags: 'a', mode: 0o600 });
  const rotate = () => {
    out.end();
    if (existsSync(file)) renameSync(file, `${file}.1`);
    out = createWriteStream(file, { flags: 'a', mode: 0o600 });
    size = 0;
  };
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const write = () => {
    const text = waiting.join('');
    waiting = [];
    if (size > rotateAt) rotate();
    size += text.length;
    out.write(text);
  };
  const line = (text: string) => {
    if (waiting.push(`${text}\n`) === 1 && out.writable) timer = setTimeout(write, gather);
  };
  const close = (): Promise<void> => {
    clearTimeout(timer);
    write();
    return new Promise((resolve) => out.end(resolve));
  };
  const follow = (stream: Readable) => void createInterface({ input: stream }).on('line', line);
  return { file, line, follow, close };
}
