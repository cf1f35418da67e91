// Values that scatter by amounts that nobody told: what the recommended point is worth beside the one that looks best.
import { makeStudy, type Study } from '../../shared/engine/study.ts';
import { seeded } from '../random.ts';
import { draw } from '../space.ts';
import { toProblem } from '../suite.ts';
import type { Assignments, Task } from '../task.ts';
import { noisy } from '../tasks/noisy.ts';
import { scattering } from '../tasks/scattering.ts';
import type { Contender, Feature, FeatureTask } from './feature.ts';

const budget = 50;

type Seen = { readonly x: Assignments; readonly value: number };

/** The truth about the point that is taken in the end, above the least truth. */
function run(task: Task, contender: Contender, seed: number): number {
  const rng = seeded(seed);
  const study = makeStudy(toProblem(task.params), { seed });
  const seen: Seen[] = [];
  for (let i = 0; i < budget; i++) {
    const x = contender === 'random' ? draw(task.params, rng) : study.ask().assignments;
    const { value } = measure(task, x, rng);
    seen.push({ x, value });
    if (contender !== 'random') study.tell(x, value);
  }
  const taken = contender === 'with' ? recommended(study) : looksBest(seen);
  return measure(task, taken, rng).truth - (task.best ?? 0);
}

function measure(task: Task, x: Assignments, rng: () => number): { readonly value: number; readonly truth: number } {
  const outcome = task.evaluate(x, rng);
  if (typeof outcome === 'number' || 'failed' in outcome) throw new Error(`${task.name} does not scatter`);
  return outcome;
}

function recommended(study: Study): Assignments {
  const recommendation = study.insights()?.recommendation();
  if (!recommendation) throw new Error(`no recommendation after ${budget} evaluations`);
  return recommendation.assignments;
}

function looksBest(seen: readonly Seen[]): Assignments {
  return seen.reduce((best, one) => (one.value < best.value ? one : best)).x;
}

export const feature: Feature = {
  score: `truth about the point that is taken after ${budget} evaluations, above the least; with: the recommended one`,
  without: 'the one that looks best is taken',
  tasks: [...noisy.filter(({ family }) => family === 'noisy'), ...scattering].map(
    (task): FeatureTask => ({ name: task.name, run: (contender, seed) => run(task, contender, seed) }),
  ),
};
