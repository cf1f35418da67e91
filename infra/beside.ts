// Files that lie beside a function's bundle: taken from packages, and made free of foreign hosts.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type FunctionName, filesBeside } from './functions.ts';

const { resolve } = createRequire(import.meta.url);

/** Redoc's page shows a logo that it loads from its makers; without it the page shows none. */
const foreign = 'https://cdn.redoc.ly/redoc/logo-mini.svg';

export async function copyBeside(name: FunctionName, folder: string): Promise<void> {
  const files = Object.entries(filesBeside[name] ?? {});
  if (files.length === 0) return;
  await mkdir(folder, { recursive: true });
  await Promise.all(
    files.map(async ([target, source]) => {
      const text = await readFile(resolve(source), 'utf8');
      await writeFile(join(folder, target), text.replaceAll(foreign, 'data:,'));
    }),
  );
}
