// The yardstick of a task, and how much regret a run has left: 0 is the best known value, 1 what ten random points reach.
import { seeded } from './random.ts';
import type { Row } from './row.ts';
import { draw } from './space.ts';
import { quantile } from './statistics.ts';
import { evaluate, type SuiteTask } from './suite.ts';

type Yardstick = { readonly best: number; readonly random10: number };

/** By name of the task. */
export type Yardsticks = Readonly<Record<string, Yardstick>>;

/** `rows`: every run that is known, because the best value may be one of theirs. */
export async function makeYardsticks(tasks: readonly SuiteTask[], rows: readonly Row[]): Promise<Yardsticks> {
  const made: Record<string, Yardstick> = {};
  for (const task of tasks) made[task.name] = await makeYardstick(task, rows);
  return made;
}

const groups = 15;

/** The best value: known by mathematics, or the least that any run saw. The other end: the median of the best of ten random points. */
async function makeYardstick(task: SuiteTask, rows: readonly Row[]): Promise<Yardstick> {
  const rng = seeded(20_261_123);
  const bests: number[] = [];
  for (let group = 0; group < groups; group++) {
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 10; i++)
      best = Math.min(best, (await evaluate(task, draw(task.params, rng), rng))?.truth ?? best);
    bests.push(best);
  }
  const seen = rows.filter((row) => row.task === task.name).flatMap((row) => row.values);
  return { best: task.best ?? Math.min(...seen), random10: quantile(bests, 0.5) };
}

/** True value of the point that looked best after each evaluation. */
export function incumbents({ values, observed = values }: Row): number[] {
  let best = 0;
  return values.map((_, i) => {
    if ((observed[i] ?? Number.NaN) < (observed[best] ?? Number.NaN)) best = i;
    return values[best] ?? Number.NaN;
  });
}

/** (incumbent − best)/(random10 − best) after each evaluation, cut to [0, 1.5]. */
export const regrets = (row: Row, { best, random10 }: Yardstick): number[] =>
  incumbents(row).map((value) => Math.min(1.5, Math.max(0, (value - best) / Math.max(random10 - best, 1e-12))));
