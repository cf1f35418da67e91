// Earlier experiments as a hint: of a problem like today's, and of one that misleads.
import { makeStudy } from '../../shared/engine/study.ts';
import { seeded } from '../random.ts';
import { draw } from '../space.ts';
import { toProblem } from '../suite.ts';
import { type Assignments, num, type Task } from '../task.ts';
import { formulas } from '../tasks/formulas.ts';
import type { Contender, Feature, FeatureTask } from './feature.ts';

/** Evaluations of today's experiment, and random ones that the earlier experiment had made. */
const [budget, before] = [20, 40];

/** What the earlier experiment measured where today's task has `value`. */
type Relation = (task: Task, x: Assignments) => number;

const value = (task: Task, x: Assignments): number => {
  const outcome = task.evaluate(x, seeded(0));
  if (typeof outcome !== 'number') throw new Error(`${task.name} is neither noisy nor failing`);
  return outcome;
};

/** Every number a twentieth of its range further on, as when the data or the code have changed a little. */
const moved = (task: Task, x: Assignments): Assignments =>
  Object.fromEntries(
    task.params.map((param) => {
      if (param.type === 'categorical') return [param.name, x[param.name] ?? ''];
      const there = num(x, param.name) + 0.05 * (param.max - param.min);
      return [param.name, Math.min(param.max, there)];
    }),
  );

const relations: Readonly<Record<string, Relation>> = {
  like: (task, x) => 5 + 3 * value(task, moved(task, x)),
  opposite: (task, x) => -value(task, x),
};

function best(task: Task, relation: Relation, contender: Contender, seed: number): number {
  const rng = seeded(seed);
  const random = seeded(seed + 1000);
  const problem = toProblem(task.params);
  const rows = Array.from({ length: before }, () => {
    const assignments = draw(task.params, random);
    return { assignments, values: [relation(task, assignments)] };
  });
  const earlier = contender === 'with' ? { earlier: [{ parameters: problem.parameters, rows }] } : {};
  const study = makeStudy(problem, { seed, ...earlier });
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < budget; i++) {
    const x = contender === 'random' ? draw(task.params, rng) : study.ask().assignments;
    least = Math.min(least, value(task, x));
    if (contender !== 'random') study.tell(x, value(task, x));
  }
  return least - (task.best ?? 0);
}

const toFeatureTasks = (task: Task): FeatureTask[] =>
  Object.entries(relations).map(([name, relation]) => ({
    name: `${task.name} ${name}`,
    run: (contender, seed) => best(task, relation, contender, seed),
  }));

export const feature: Feature = {
  score: `best value after ${budget} evaluations, above the optimum; ${before} evaluations of an earlier problem, like today's or its opposite`,
  without: 'the earlier experiment is not named',
  tasks: formulas.filter(({ params }) => params.every(({ type }) => type === 'double')).flatMap(toFeatureTasks),
};
