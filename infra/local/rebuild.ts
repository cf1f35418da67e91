// In a watched host: bundles the functions again whenever a source is saved, and has the new ones loaded.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { watchBundles } from '../bundle.ts';
import { buildInPlace, bundlesIn, type Choices } from './prepare.ts';
import type { Synthesized } from './template/assembly.ts';

const folder = join(fileURLToPath(new URL('../../dist/.local', import.meta.url)), `watch-${process.pid}`);

export const buildWatched = (choices: Choices): Promise<Synthesized> => buildInPlace(folder, choices);

/** Returns what removes the build again. A build that failed leaves the functions as they were. */
export async function rebuildOnChange(renew: () => void, say: (line: string) => void): Promise<() => void> {
  const started = new Set<string>();
  const rebuilt = (name: string, failure: string | null) => {
    if (failure) return say(failure);
    // The first build of each is the one that runs already.
    if (started.has(name)) {
      renew();
      say(`Rebuilt ${name}`);
    }
    started.add(name);
  };
  await watchBundles(rebuilt, undefined, bundlesIn(folder));
  return () => rmSync(folder, { recursive: true, force: true });
}
