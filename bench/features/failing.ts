// Evaluations that fail: the best point lies at the edge of where evaluations work.
import { makeStudy } from '../../shared/engine/study.ts';
import { seeded } from '../random.ts';
import { draw } from '../space.ts';
import { toProblem } from '../suite.ts';
import type { Outcome, Task } from '../task.ts';
import { noisy } from '../tasks/noisy.ts';
import type { Contender, Feature, FeatureTask } from './feature.ts';

const budget = 40;

/** Null: the evaluation failed. */
const measured = (outcome: Outcome): number | null =>
  typeof outcome === 'number' ? outcome : 'failed' in outcome ? null : outcome.truth;

const worst = (seen: readonly (number | null)[]): number => Math.max(0, ...seen.map((value) => value ?? 0));

function trajectory(task: Task, contender: Contender, seed: number): (number | null)[] {
  const rng = seeded(seed);
  const study = makeStudy(toProblem(task.params), { seed });
  const seen: (number | null)[] = [];
  for (let i = 0; i < budget; i++) {
    const x = contender === 'random' ? draw(task.params, rng) : study.ask().assignments;
    const value = measured(task.evaluate(x, rng));
    seen.push(value);
    if (contender !== 'random') study.tell(x, contender === 'without' ? (value ?? worst(seen)) : value);
  }
  return seen;
}

/** Distance of the best value to the optimum. */
function toFeatureTask(task: Task): FeatureTask {
  const { name, best = 0 } = task;
  const run = (contender: Contender, seed: number): number =>
    Math.min(...trajectory(task, contender, seed).map((value) => (value ?? Number.POSITIVE_INFINITY) - best));
  return { name, run };
}

export const feature: Feature = {
  score: `best value after ${budget} evaluations, above the optimum`,
  without: 'a failure is reported as the worst value so far',
  tasks: noisy.filter(({ family }) => family === 'failing').map(toFeatureTask),
};
