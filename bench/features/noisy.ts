// Values that scatter: what knowing how much is worth.
import { makeStudy } from '../../shared/engine/study.ts';
import { seeded } from '../random.ts';
import { draw } from '../space.ts';
import { toProblem } from '../suite.ts';
import type { Task } from '../task.ts';
import { noisy } from '../tasks/noisy.ts';
import type { Contender, Feature, FeatureTask } from './feature.ts';

const budget = 50;

/** The truth about the point that looks best, above the optimum. */
function run(task: Task, contender: Contender, seed: number): number {
  const rng = seeded(seed);
  const study = makeStudy(toProblem(task.params), { seed, noise: contender === 'with' ? 'known' : 'unknown' });
  let [seen, truth] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < budget; i++) {
    const x = contender === 'random' ? draw(task.params, rng) : study.ask().assignments;
    const outcome = task.evaluate(x, rng);
    if (typeof outcome === 'number' || 'failed' in outcome || outcome.stddev === null)
      throw new Error(`${task.name} is not noisy`);
    if (outcome.value < seen) [seen, truth] = [outcome.value, outcome.truth];
    if (contender !== 'random') study.tell(x, outcome.value, contender === 'with' ? outcome.stddev ** 2 : undefined);
  }
  return truth - (task.best ?? 0);
}

export const feature: Feature = {
  score: `truth about the point that looks best after ${budget} evaluations, above the optimum`,
  without: 'no deviations are reported, and nothing is said about noise',
  tasks: noisy
    .filter(({ family }) => family === 'noisy')
    .map((task): FeatureTask => ({ name: task.name, run: (contender, seed) => run(task, contender, seed) })),
};
