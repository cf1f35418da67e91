// The next point of a problem with tasks, whoever chooses it, and the task it is run as.
import type { Ask } from '../ask.ts';
import type { PreparedSurrogate } from '../learning/surrogate.ts';
import type { Prepared } from '../model/prepared.ts';
import { makeRandom } from '../numerics/random.ts';
import type { Choice } from '../proposals/propose.ts';
import { replicate } from '../proposals/replicate.ts';
import { atFull, full, withTask } from '../space/full-task.ts';
import type { Space, Tasks } from '../space/space.ts';
import type { Taken } from '../space/taken.ts';
import type { Dataset } from '../types.ts';
import { succeeded } from '../values/dataset.ts';
import { gather } from '../values/rows.ts';
import { randomTask, taskUnits } from './choice.ts';
import { alwaysFails } from './failing.ts';
import { proposeTask } from './propose-task.ts';
import { fullRuns, withoutTasks } from './target.ts';
import { exploreTaskBranch } from './task-branch.ts';

/** What the model would choose: a new point, or one to repeat; null where there is none yet. */
export type Modelled = {
  readonly next: () => Choice | null;
  readonly again: () => Choice | null;
  /** Whether it believes an earlier experiment. */
  readonly heard: boolean;
} | null;

type Choose = (space: Space, data: Dataset, ask: Ask, taken: Taken, modelled: Modelled) => Choice;

type Situation = {
  readonly space: Space;
  readonly data: Dataset;
  readonly prepared: PreparedSurrogate | null;
  readonly ask: Ask;
  /** Runs, each with its task. */
  readonly taken: Taken;
};

/**
 * What no model chooses is a point of the space without tasks, by `choose` and none of them twice, and the task follows by rule: the cheapest to
 * begin with, the full one on a grid, and by chance where all is chance.
 */
export function chooseTask({ space, data, prepared, ask, taken }: Situation, tasks: Tasks, choose: Choose): Choice {
  const { target } = tasks;
  const bare = withoutTasks(space, tasks, data, ask);
  const runs = { any: taken, full: fullRuns(target, taken) };
  const [metric] = prepared?.metrics ?? [];
  const next = () => {
    if (!metric) return null;
    const scene = { space, target, prepared: metric, runs: taken.points, ask, taken: runs };
    const begun = { points: bare.taken, cheapest: () => cheapest(space, data) };
    return exploreTaskBranch(scene, begun) ?? proposeTask(scene);
  };
  const modelled = metric ? { next, again: () => replicateFull(space, metric, ask), heard: metric.told.n > 0 } : null;
  const lasting = { ...bare.taken, exhausted: runs.full.exhausted };
  const choice = choose(target, bare.data, bare.ask, lasting, modelled);
  if (choice.point.length === space.dimensions.length) return choice;
  return { ...choice, point: withTask(choice.point, taskOf(space, data, ask, choice)) };
}

/** Of the points that are repeated, the full run: cheap ones of them count for nothing. */
function replicateFull(space: Space, metric: Prepared, ask: Ask): Choice | null {
  const choice = replicate(space, metric, ask);
  return choice && { ...choice, point: atFull(choice.point, choice.point.length), predicted: [] };
}

function taskOf(space: Space, data: Dataset, ask: Ask, { source }: Choice): number {
  if (source === 'initial') return cheapest(space, data);
  return ask.kind === 'grid' ? full : randomTask(space, makeRandom(ask.seed, 5, ask.number));
}

/** Of the tasks that do not fail wherever they are run. */
function cheapest(space: Space, data: Dataset): number {
  const P = space.dimensions.length;
  const ok = succeeded(data);
  const runs = (wanted: boolean): Float64Array =>
    gather(
      data.points,
      P,
      [...ok.keys()].filter((i) => ok[i] === wanted),
    );
  const [good, bad] = [runs(true), runs(false)];
  return taskUnits(space).find((unit) => !alwaysFails(good, bad, P, unit)) ?? full;
}
