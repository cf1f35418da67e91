// The repository's own source files, and their text with and without what is not code.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type SourceFile = {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** The text with comments and the inside of strings blanked out; lines keep their numbers. */
  readonly code: string;
};

const notOurs = new Set(['node_modules', 'dist', 'cdk.out', '.git', '.cairn', 'coverage', '.venv', '__pycache__']);

/** All TypeScript and JavaScript files below these folders. */
export const sourceFiles = (...folders: string[]): SourceFile[] =>
  folders.flatMap((folder) => read(join(root, folder)));

function read(folder: string): SourceFile[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !notOurs.has(name));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return read(path);
    return /\.(ts|tsx|mjs|js)$/.test(entry.name) ? [sourceFile(path)] : [];
  });
}

function sourceFile(path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  return { path: relative(root, path).split(sep).join('/'), text, code: withoutStrings(withoutComments(text)) };
}

const blank = (found: string): string => found.replace(/[^\n]/g, ' ');

// One pass over both, because a comment may hold a quote and a string two slashes.
const commentOrString = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;

export const withoutComments = (text: string): string =>
  text.replace(commentOrString, (found) => (found.startsWith('/') ? blank(found) : found));

const withoutStrings = (text: string): string =>
  text.replace(commentOrString, (found) => `${found.slice(0, 1)}${blank(found.slice(1, -1))}${found.slice(-1)}`);

/** `path:line: text` of every match in the code of these files. */
export const occurrences = (files: readonly SourceFile[], pattern: RegExp): string[] =>
  files.flatMap(({ path, code, text }) =>
    [...code.matchAll(new RegExp(pattern, 'g'))].map(({ index }) => {
      const line = code.slice(0, index).split('\n').length;
      return `${path}:${line}: ${text.split('\n')[line - 1]?.trim()}`;
    }),
  );
