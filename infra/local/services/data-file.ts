// Looks at the data file before it is served: a copy that broke off would open, and fail at the first read of what is missing.
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { refusal } from '../refusal.ts';

/** SQLite file format, section 1.3: text at 0, page size at 16 (1 stands for 65 536), size in pages at 28. */
const magic = 'SQLite format 3\0';
const headerBytes = 100;

/**
 * A missing or empty file is a fresh start. With a write-ahead log the file may rightly be shorter than its header says,
 * because a checkpoint that was killed has written page 1 first and is repeated from the log.
 * @throws Refusal when the file is not SQLite's or is shorter than it should be.
 */
export function refuseTruncated(file: string): void {
  const bytes = sizeOf(file);
  if (bytes === 0) return;
  const header = readHeader(file);
  const whole = header.toString('latin1', 0, magic.length) === magic && bytes >= headerBytes;
  if (whole && (bytes >= expectedBytes(header) || sizeOf(`${file}-wal`) > 0)) return;
  throw refusal(
    `The data in ${file} is half-written or not a database (${bytes} bytes): restore the file from a copy, or move it away.`,
  );
}

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);

function readHeader(file: string): Buffer {
  const header = Buffer.alloc(headerBytes);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, header, 0, headerBytes, 0);
  closeSync(descriptor);
  return header;
}

function expectedBytes(header: Buffer): number {
  const pageSize = header.readUInt16BE(16);
  return (pageSize === 1 ? 65_536 : pageSize) * header.readUInt32BE(28);
}
