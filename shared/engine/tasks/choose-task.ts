// The next point of a problem with tasks, whoever chooses it, and the task it is run as.
import type { Ask } from '../ask.ts';
import type { Choice } from '../propose.ts';
import { makeRandom } from '../random.ts';
import type { Space, Tasks } from '../space.ts';
import type { PreparedSurrogate } from '../surrogate.ts';
import type { Taken } from '../taken.ts';
import type { Dataset } from '../types.ts';
import { randomTask, taskUnits } from './choice.ts';
import { proposeTask } from './propose-task.ts';
import { full, fullRuns, withoutTasks, withTask } from './target.ts';

/** What the model would choose; null where there is none yet. */
export type Modelled = (() => Choice | null) | null;

type Choose = (space: Space, data: Dataset, ask: Ask, taken: Taken, modelled: Modelled) => Choice;

export type Situation = {
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
  const modelled = metric ? () => proposeTask(space, target, metric, taken.points, ask, runs) : null;
  const lasting = { ...bare.taken, exhausted: runs.full.exhausted };
  const choice = choose(target, bare.data, bare.ask, lasting, modelled);
  if (choice.point.length === space.dimensions.length) return choice;
  return { ...choice, point: withTask(choice.point, taskOf(space, ask, choice)) };
}

function taskOf(space: Space, ask: Ask, { source }: Choice): number {
  if (source === 'initial') return taskUnits(space)[0] ?? full;
  return ask.kind === 'grid' ? full : randomTask(space, makeRandom(ask.seed, 5, ask.number));
}
