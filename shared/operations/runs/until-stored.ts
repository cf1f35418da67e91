// Repeats a change on the newest version of a run while others change it too.
import { notFound, tryAgain } from '../../domain/problem.ts';
import { pause } from '../../store/pause.ts';
import { type FoundRun, findRun } from '../../store/runs.ts';
import type { Context } from '../context.ts';

const mostTries = 30;

/** `change` gives null when somebody else was faster. */
export async function untilStored<Changed>(
  context: Context,
  target: FoundRun,
  change: (found: FoundRun) => Promise<Changed | null>,
): Promise<Changed> {
  let found: FoundRun | null = target;
  for (let tries = 0; tries < mostTries; tries++) {
    const changed = await change(found);
    if (changed !== null) return changed;
    if (tries > 2) await pause(tries - 2);
    found = await findRun(context.store, target.run.id);
    if (!found) throw notFound('training run', target.run.id);
  }
  throw tryAgain('The training run is being changed by others.');
}
