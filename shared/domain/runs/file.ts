// Files of a training run: pictures that its code logged. The record says what they are; the bytes lie in a bucket.
import { checkName } from '../name.ts';
import { invalid } from '../problem.ts';

export type File = {
  readonly id: string;
  readonly client: string;
  readonly run: string;
  readonly user: string | null;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly name: string | null;
  /** As the sender called it, often a path on its disk. */
  readonly filename: string | null;
  readonly type: string;
  /** Bytes. */
  readonly length: number;
  /** Base64. */
  readonly md5: string;
  /** Of the object that holds the bytes. */
  readonly key: string;
  /** Of its run: who made it, and whether with a development token. */
  readonly owner: string | null;
  readonly development: boolean;
};

export type FileInput = {
  readonly name?: string | null | undefined;
  readonly filename?: string | null | undefined;
  readonly content_type: string;
  readonly content_length: number;
  readonly content_md5: string;
};

/** The pictures that browsers show, which are those that the published client sends. */
export const fileTypes = [
  ...['image/apng', 'image/bmp', 'image/gif', 'image/jpeg'],
  ...['image/png', 'image/svg+xml', 'image/webp', 'image/x-icon'],
];

/** Bytes. */
export const maxFileLength = 50 * 2 ** 20;
/** Of one run. */
export const maxFiles = 1000;
export const maxFilenameLength = 1000;

/** MD5s are 128 bits; written otherwise, the bucket would not take them. */
export const md5Pattern = '^[A-Za-z0-9+/]{21}[AQgw]==$';

type Made = Pick<File, 'id' | 'client' | 'run' | 'user' | 'created' | 'key' | 'owner' | 'development'>;

/** Throws the 400 for what is no picture, too large, or cannot be held against its bytes. */
export const newFile = (input: FileInput, made: Made): File => ({
  ...made,
  name: optional(input.name, (name) => checkName(name, 'name')),
  filename: optional(input.filename, (filename) => checkName(filename, 'filename', maxFilenameLength)),
  type: checkType(input.content_type),
  length: checkLength(input.content_length),
  md5: checkMd5(input.content_md5),
});

const optional = (text: string | null | undefined, check: (text: string) => string): string | null =>
  text === null || text === undefined ? null : check(text);

function checkType(type: string): string {
  if (fileTypes.includes(type)) return type;
  throw invalid('content_type', type, `is not supported: it must be one of ${fileTypes.join(', ')}`, 'Send a picture.');
}

function checkLength(length: number): number {
  if (length >= 1 && length <= maxFileLength) return length;
  throw invalid(
    'content_length',
    length,
    `must be 1 to ${maxFileLength} bytes (50 MiB)`,
    'Send the number of bytes of a smaller picture.',
  );
}

function checkMd5(md5: string): string {
  if (new RegExp(md5Pattern).test(md5)) return md5;
  const fix = 'In Python: base64.b64encode(hashlib.md5(data).digest()).decode()';
  throw invalid('content_md5', md5, 'must be the MD5 of the bytes in base64: 24 characters', fix);
}

const endings: Readonly<Record<string, string>> = { 'image/svg+xml': 'svg', 'image/x-icon': 'ico' };

/** What the file is called where a browser keeps it: no folders, and an ending that says its type. */
export function downloadName({ id, name, filename, type }: Pick<File, 'id' | 'name' | 'filename' | 'type'>): string {
  const last = filename?.split(/[/\\]/).at(-1);
  return last || `${name?.replace(/[/\\]/g, '-') ?? id}.${endings[type] ?? type.slice('image/'.length)}`;
}

export const publicFile = (file: File) => ({
  object: 'file' as const,
  id: file.id,
  client: file.client,
  user: file.user,
  created: file.created,
  name: file.name,
  filename: file.filename,
  content_type: file.type,
  content_length: file.length,
  content_md5: file.md5,
});
