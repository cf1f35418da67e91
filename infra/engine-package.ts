// Builds the engine as a package of its own: plain JavaScript with types, for whoever runs it without the service and without TypeScript.
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const entry = join(root, 'shared', 'engine', 'study.ts');

/** Where it goes unless told otherwise. */
const packageFolder = join(root, 'dist', 'engine');

/** Everything in one file, the compiled kernels too; what stands in `folder` before is removed. */
export async function buildEngine(folder: string = packageFolder): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'types'), { recursive: true });
  const outfile = join(folder, 'index.mjs');
  const code = {
    platform: 'node',
    target: 'node20',
    format: 'esm',
    legalComments: 'none',
    logLevel: 'silent',
  } as const;
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    sourcemap: 'linked',
    ...code,
  });
  await writeTypes(join(folder, 'types'));
  await writeFile(
    join(folder, 'index.d.mts'),
    "export * from './types/study.js';\nexport type * from './types/types.js';\nexport type { GivenProblem } from './types/given.js';\n",
  );
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(await manifest(), null, 2)}\n`);
  await cp(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  return folder;
}

async function manifest() {
  const { version, license } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const exports = { '.': { types: './index.d.mts', default: './index.mjs' } };
  return { name: 'cairn-engine', version, license, type: 'module', exports, engines: { node: '>=20.19' } };
}

const compiler = ['--ignoreConfig', '--declaration', '--emitDeclarationOnly', '--skipLibCheck', '--strict'];
const modules = ['--target', 'es2023', '--module', 'nodenext', '--types', 'node', '--allowImportingTsExtensions'];

/** Declarations of the entry and of all that it names, which name each other as the files that JavaScript would have. */
async function writeTypes(folder: string): Promise<void> {
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const where = ['--rewriteRelativeImportExtensions', '--outDir', folder, '--rootDir', join(root, 'shared', 'engine')];
  await promisify(execFile)(tsc, [...compiler, ...modules, ...where, entry], { cwd: root });
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith('.d.ts')) continue;
    const text = await readFile(join(folder, name), 'utf8');
    await writeFile(join(folder, name), text.replace(/(from '\.[^']*)\.ts'/g, "$1.js'"));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await buildEngine());
