// How fast the engine computes, without service and database: kernels beside their fallback and ml-matrix, asks and fits beside their goals.
import { refusal } from '../infra/local/refusal.ts';
import { machine } from './machine.ts';
import { askFigures, fitFigures } from './speed/asks.ts';
import { kernelFigures } from './speed/kernels.ts';

const parts: Readonly<Record<string, () => void>> = { kernels: kernelFigures, asks: askFigures, fits: fitFigures };

/** `npm run bench -- speed [kernels] [asks] [fits]`; all of them unless told otherwise. Milliseconds of processor time on one core. */
export async function run(argv: readonly string[]): Promise<void> {
  const unknown = argv.find((name) => !(name in parts));
  if (unknown) throw refusal(`speed ${unknown}: give some of ${Object.keys(parts).join(', ')}`);
  console.log(machine());
  for (const name of argv.length > 0 ? argv : Object.keys(parts)) parts[name]?.();
}
