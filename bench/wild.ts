// The laws that hold for any experiment with any history, on as many random ones as you have time for: what `npm test` does with a thousand.
import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { type Law, laws } from '../test/pure/engine/sound.ts';
import { readWhole } from './options.ts';

/** Runs under one seed; after a failure the next batch goes on, so that one run finds more than one fault. */
const batch = 500;

/** `npm run bench -- wild [--runs 10000] [--seed N]`: prints the seed, each failure with its smallest counterexample, and how many there were. */
export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      runs: { type: 'string', default: '10000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    },
  });
  const [runs, seed] = [readWhole('runs', values.runs, 0), readWhole('seed', values.seed, 0)];
  console.log(`wild --runs ${runs} --seed ${seed}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`);
  const failures = Object.entries(laws).reduce((sum, [name, law]) => sum + checkLaw(name, law, runs, seed), 0);
  if (failures > 0) process.exitCode = 1;
}

/** Returns how many batches failed. */
function checkLaw(name: string, { property, part }: Law, runs: number, seed: number): number {
  const all = Math.ceil(runs * part);
  let failures = 0;
  for (let done = 0; done < all; done += batch) {
    const outcome = fc.check(property, { numRuns: Math.min(batch, all - done), seed: seed + done });
    if (!outcome.failed) continue;
    failures += 1;
    console.log(fc.defaultReportMessage(outcome));
  }
  console.log(`${name}: ${all} random histories, ${failures} of ${Math.ceil(all / batch)} batches failed`);
  return failures;
}
