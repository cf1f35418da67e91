// Tasks with several metrics, and how a contender runs on one.
import { makeStudy } from '../../shared/engine/study.ts';
import type { Metric } from '../../shared/engine/types.ts';
import { seeded } from '../random.ts';
import { draw } from '../space.ts';
import { toProblem } from '../suite.ts';
import type { Assignments, Param } from '../task.ts';
import type { Contender } from './feature.ts';

export type MetricTask = {
  readonly name: string;
  readonly params: readonly Param[];
  /** One value a metric, minimised; a constraint holds at its threshold and below. */
  readonly metrics: readonly Metric[];
  readonly evaluate: (x: Assignments) => readonly number[];
  readonly budget: number;
};

export const optimized: Metric = { role: 'optimize', threshold: null };
export const atMost = (threshold: number): Metric => ({ role: 'constraint', threshold });

/** The values (budget × metrics) that a contender saw. `ignoring`: what the optimizer is told instead when the feature is ignored, one number. */
export function trajectory(
  task: MetricTask,
  contender: Contender,
  seed: number,
  ignoring: (values: readonly number[]) => number,
): (readonly number[])[] {
  const { params, metrics, budget, evaluate } = task;
  const rng = seeded(seed);
  const told = contender === 'with' ? metrics : [optimized];
  const study = makeStudy(toProblem(params), { seed, budget, metrics: told });
  return Array.from({ length: budget }, () => {
    const x = contender === 'random' ? draw(params, rng) : study.ask().assignments;
    const values = evaluate(x);
    if (contender !== 'random') study.tell(x, contender === 'with' ? values : ignoring(values));
    return values;
  });
}
