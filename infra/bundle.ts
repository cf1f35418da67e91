// Bundles every function, functions/NAME.ts to dist/NAME/index.mjs: minified ESM with a source map, all in parallel.
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { copyBeside } from './beside.ts';
import { bundleFile, bundleLimit, type FunctionName, functionNames } from './functions.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where bundles go unless told otherwise. */
export const bundleFolder = join(root, 'dist');

/** `bytes`: size of the code, without its source map. */
export type Bundle = { readonly name: FunctionName; readonly file: string; readonly bytes: number };

const sourceOf = (name: FunctionName): string => join(root, 'functions', `${name}.ts`);

/** The functions that have a source file. */
export const sources = (): FunctionName[] => functionNames.filter((name) => existsSync(sourceOf(name)));

/** Some dependencies are CommonJS and call `require`, which ESM does not have. */
const requireForCommonJs =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

const credentials = join(root, 'infra', 'environment-credentials.ts');

const buildOptions = (name: FunctionName, folder: string) =>
  ({
    absWorkingDir: root,
    entryPoints: [sourceOf(name)],
    outfile: join(folder, name, bundleFile),
    bundle: true,
    platform: 'node',
    // The same bundles run in the cloud (Node 24) and on a developer's machine (Node 20).
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': credentials },
    banner: { js: requireForCommonJs },
    minify: true,
    // Names are not kept: that sets each function's name when it is made, also of those made anew in every call. Errors carry theirs as values.
    keepNames: false,
    // Without the sources' text: positions are enough to read a stack trace, and the package stays small.
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
  }) as const satisfies esbuild.BuildOptions;

/** Bundles the named functions; throws with esbuild's own messages, or when a bundle is over the limit. */
export async function bundle(
  names: readonly FunctionName[] = sources(),
  folder: string = bundleFolder,
): Promise<readonly Bundle[]> {
  return Promise.all(names.map((name) => bundleOne(name, folder)));
}

async function bundleOne(name: FunctionName, folder: string): Promise<Bundle> {
  const options = buildOptions(name, folder);
  const { metafile } = await esbuild.build(options);
  await copyBeside(name, join(folder, name));
  return measured(name, options.outfile, metafile);
}

async function measured(name: FunctionName, file: string, metafile: esbuild.Metafile): Promise<Bundle> {
  const { size } = await stat(file);
  if (size > bundleLimit) throw new Error(tooLarge(name, size, metafile));
  return { name, file, bytes: size };
}

/** Names the packages and files that weigh most, because they are what can be changed. */
function tooLarge(name: FunctionName, size: number, metafile: esbuild.Metafile): string {
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const heaviest = inputs.sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput).slice(0, 5);
  const list = heaviest.map(([path, { bytesInOutput }]) => `  ${kilobytes(bytesInOutput)}  ${path}`).join('\n');
  return `Bundle ${name} has ${kilobytes(size)}, more than ${kilobytes(bundleLimit)}. Import less; its heaviest parts:\n${list}`;
}

/**
 * Bundles the named functions again whenever one of their sources changes, until the returned function is called.
 * `rebuilt` hears of each function after each build, the first one included; `failure` is null or the compiler's message.
 */
export async function watchBundles(
  rebuilt: (name: FunctionName, failure: string | null) => void,
  names: readonly FunctionName[] = sources(),
  folder: string = bundleFolder,
): Promise<() => Promise<void>> {
  await Promise.all(names.map((name) => copyBeside(name, join(folder, name))));
  const contexts = await Promise.all(names.map((name) => watchOne(name, folder, rebuilt)));
  return async () => {
    await Promise.all(contexts.map((context) => context.dispose()));
  };
}

async function watchOne(
  name: FunctionName,
  folder: string,
  rebuilt: (name: FunctionName, failure: string | null) => void,
): Promise<esbuild.BuildContext> {
  const tell: esbuild.Plugin = {
    name: 'tell',
    setup: (build) => build.onEnd(async ({ errors }) => rebuilt(name, await messageOf(errors))),
  };
  const context = await esbuild.context({ ...buildOptions(name, folder), plugins: [tell] });
  await context.watch();
  return context;
}

async function messageOf(errors: readonly esbuild.Message[]): Promise<string | null> {
  if (errors.length === 0) return null;
  return (await esbuild.formatMessages([...errors], { kind: 'error' })).join('\n');
}

const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1000)} kB`;

async function main(): Promise<void> {
  const started = performance.now();
  const bundles = await bundle();
  for (const { name, file, bytes } of bundles)
    console.log(`${name.padEnd(14)} ${kilobytes(bytes).padStart(7)}  ${relative(root, file)}`);
  const missing = functionNames.filter((name) => !bundles.some((built) => built.name === name));
  for (const name of missing) console.log(`${name.padEnd(14)}       -  functions/${name}.ts does not exist`);
  console.log(`${bundles.length} bundles in ${Math.round(performance.now() - started)} ms`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
