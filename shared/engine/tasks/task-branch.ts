// A run in a branch of a conditional space that is known too little: by a model of its own, as without tasks (propose-branch.ts).
import type { Prepared } from '../model/prepared.ts';
import { concatenate, unstack } from '../numerics/vectors.ts';
import { neglectedBranch } from '../proposals/neglect.ts';
import type { Choice } from '../proposals/propose.ts';
import { alone, fewest, gapIn, partOf } from '../proposals/propose-branch.ts';
import { type Branch, isIn } from '../space/branches.ts';
import { full, withoutTask, withTask } from '../space/full-task.ts';
import type { Taken } from '../space/taken.ts';
import type { Data } from '../types.ts';
import { isFullTurn, spendingOf } from './full-turn.ts';
import { predictRun, proposeTask, type TaskScene } from './propose-task.ts';

/** Points of the target space that were run as any task or are open, and the task that gaps are run as. */
type Begun = { readonly points: Taken; readonly cheapest: () => number };

/**
 * Null when no branch is neglected, or it is another ask's turn: a full one's, which is for the best of all, unless every run is a full one.
 */
export function exploreTaskBranch(scene: TaskScene, begun: Begun): Choice | null {
  const { space, target, prepared, runs, ask } = scene;
  const alwaysFull = prepared.model.fullAlone === true;
  if (!alwaysFull && isFullTurn(spendingOf(space, runs), ask.budget)) return null;
  const branch = neglectedIn(scene);
  if (!branch) return null;
  const own = partOf(prepared.rows, space.dimensions.length, branch);
  if (own.n >= fewest) {
    const choice = proposeTask({ ...scene, prepared: inBranch(scene, own) }, branch);
    return choice && isIn(branch, choice.point) ? { ...choice, predicted: predictRun(prepared, choice.point) } : null;
  }
  const gap = gapIn(target, branch, ask, begun.points);
  if (!gap) return null;
  const point = withTask(gap, alwaysFull ? full : begun.cheapest());
  return { point, source: 'model', arm: 'branch/gap', predicted: predictRun(prepared, point) };
}

/** A model of the branch's own rows; which tasks are believed, and which fail wherever they are run, is known from all of them. */
function inBranch({ space, prepared, ask }: TaskScene, own: Data): Prepared {
  const { rows, accidents, failures, success } = prepared;
  const known = alone(space, own, ask, 0);
  const model = { ...known.model, fullAlone: prepared.model.fullAlone === true };
  return { ...known, model, success, failures, accidents: concatenate(rows.points, accidents) };
}

/** A run counts for its branch whatever it was run as, unless only full ones are believed. */
function neglectedIn({ space, target, prepared: { rows, failures }, ask }: TaskScene): Branch | null {
  const P = space.dimensions.length;
  const [points, failed] = [unstack(rows.points, P), unstack(failures, P).map(withoutTask)];
  return neglectedBranch(target, { points: [...points, ...ask.pending].map(withoutTask), failed }, ask.number);
}
