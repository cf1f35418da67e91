// Repeats a change on the newest version of a run while others change it too.
import { type FoundRun, findRun } from '../../store/runs/runs.ts';
import type { Context } from '../context.ts';
import { untilStored } from '../until-stored.ts';

/** `change` gives null when somebody else was faster. */
export function untilRunStored<Changed>(
  { store }: Context,
  target: FoundRun,
  change: (found: FoundRun) => Promise<Changed | null>,
): Promise<Changed> {
  const { id } = target.run;
  return untilStored({ kind: 'training run', id, read: () => findRun(store, id) }, target, change);
}
