// Compiles the engine's kernels: AssemblyScript to a WebAssembly module that is kept as text in a source file, so that running needs no build.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

// Run as a program: its types would declare AssemblyScript's own globals for all of this repository.
const compiler = join(dirname(createRequire(import.meta.url).resolve('assemblyscript/package.json')), 'bin', 'asc.js');

/** The files whose exports are the module's. */
const entries = ['cholesky', 'heap', 'likelihood', 'system'].map((name) => `shared/engine/kernels/assembly/${name}.ts`);

/** Where the compiled module is kept. */
export const compiledFile = join(root, 'shared/engine/kernels/compiled.ts');

// No collector, no checks and no imports: the kernels allocate nothing, and the engine has nothing that a module could ask for. Warning 112 is about
// vectors that cross into JavaScript; none does.
const options = ['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort=', '--enable', 'simd'];

/** The source file with the module as it is compiled now. Same sources and compiler, same text. Throws with the compiler's own messages. */
export function compileKernels(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-kernels-'));
  try {
    const file = join(folder, 'kernels.wasm');
    const command = [compiler, ...entries, ...options, '--disableWarning', '112', '-o', file];
    execFileSync(process.execPath, command, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
    return sourceOf(readFileSync(file).toString('base64'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const sourceOf = (base64: string): string =>
  [
    '// Made by `npm run kernels` out of assembly/: the compiled kernels, a WebAssembly module in base64.',
    '',
    `export const compiled =\n  '${base64}';`,
    '',
  ].join('\n');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = compileKernels();
  writeFileSync(compiledFile, text);
  console.log(`shared/engine/kernels/compiled.ts: ${text.length} bytes`);
}
