// What a cold start has to load: each function's bundle, its size and the time of its import in a fresh process, beside their limits.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Bundle, bundle } from '../infra/bundle.ts';
import { bundleLimit } from '../infra/functions.ts';
import { machine } from './machine.ts';
import { readNothing } from './options.ts';

/** Milliseconds. */
const importLimit = 250;
/** Fresh processes for each bundle. */
const starts = 7;

type Start = { readonly elapsed: number; readonly processor: number };

/** `npm run bench -- cold`; in milliseconds. Fails when a bundle is over a limit: in processor time, because other work on the machine is not its fault. */
export async function run(argv: readonly string[]): Promise<void> {
  readNothing(argv);
  const folder = mkdtempSync(join(tmpdir(), 'cairn-cold-'));
  try {
    console.log(`${machine()}\n\n| Function | kB | import, ms of processor | ms elapsed |\n|---|---|---|---|`);
    const over = (await bundle(undefined, folder)).filter(tell);
    if (over.length === 0) return;
    const limits = `${bundleLimit / 1000} kB or ${importLimit} ms`;
    console.error(`Over the limit of ${limits}: ${over.map(({ name }) => name).join(', ')}`);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Prints the line of a bundle, medians of its starts; true when it is over a limit. */
function tell({ name, file, bytes }: Bundle): boolean {
  const measured = Array.from({ length: starts }, () => startWith(file));
  const processor = median(measured.map((start) => start.processor));
  const elapsed = median(measured.map((start) => start.elapsed));
  console.log(`| ${name} | ${Math.ceil(bytes / 1000)} | ${processor.toFixed(0)} | ${elapsed.toFixed(0)} |`);
  return processor > importLimit || bytes > bundleLimit;
}

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;

const program = `
  const [began, used] = [performance.now(), process.cpuUsage()];
  await import(process.argv.at(-1));
  const elapsed = performance.now() - began, { user, system } = process.cpuUsage(used);
  process.stdout.write(String.fromCharCode(10) + JSON.stringify({ elapsed, processor: (user + system) / 1000 }), () => process.exit(0));`;

/** In a process of its own, as a function starts, with the options it has there; what the process itself takes is not counted. */
function startWith(file: string): Start {
  const options = ['--enable-source-maps', '--input-type=module', '--eval', program];
  const said = execFileSync(process.execPath, [...options, pathToFileURL(file).href], { encoding: 'utf8' });
  return JSON.parse(said.split('\n').at(-1) ?? '');
}
