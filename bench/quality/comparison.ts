// The table of methods beside each other: mean regret with intervals over tasks, who wins where, and where the first one loses.
import type { Yardsticks } from '../regret.ts';
import type { Row } from '../row.ts';
import { mean, meanInterval } from '../statistics.ts';
import { type Curves, curvesOf, regretsAfter } from './curves.ts';
import { printFailures } from './failures.ts';
import { milestones } from './milestones.ts';

/** Regret that seeds alone do not explain, for a count of wins; and that is worth a line of its own. */
const [notable, serious] = [0.01, 0.05];

/** The method of the first row is the one that the others are compared with. */
export function printComparison(rows: readonly Row[], yardsticks: Yardsticks, budget: number): void {
  const [ours, ...others] = curvesOf(rows, yardsticks);
  if (!ours) return;
  const points = milestones(budget);
  const tasks = [...ours.byTask.keys()];
  console.log(`Regret on ${tasks.length} tasks: 0 is the best known value, 1 the best of ten random points.`);
  console.log('Mean over tasks [90 % interval over tasks]; milliseconds of the optimizer a step.\n');
  const heads = points.map((count) => `after ${count}`.padEnd(22));
  console.log(`${'method'.padEnd(20)} tasks seeds  ${heads.join('')}      ms`);
  for (const curves of [ours, ...others]) printMethod(curves, tasks, points);
  console.log(`\n${ours.method} against each on the tasks that both have, after ${budget} evaluations`);
  for (const curves of others) printDuel(ours, curves, tasks, budget);
  printLosses(ours, others, tasks, budget);
  printFailures(rows, budget);
}

function printMethod(curves: Curves, tasks: readonly string[], points: readonly number[]): void {
  const has = tasks.filter((task) => curves.byTask.has(task));
  const cells = points.map((count) => cell(regretsAfter(curves, has, count)).padEnd(22));
  const name = `${curves.method} ${curves.version}`.padEnd(20);
  const counts = `${String(has.length).padStart(5)} ${String(curves.seeds).padStart(5)}`;
  console.log(`${name} ${counts}  ${cells.join('')} ${curves.step.toFixed(1).padStart(7)}`);
}

function cell(values: readonly number[]): string {
  const [low, high] = meanInterval(values);
  return `${mean(values).toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

function printDuel(ours: Curves, other: Curves, tasks: readonly string[], budget: number): void {
  const both = tasks.filter((task) => other.byTask.has(task));
  const theirs = regretsAfter(other, both, budget);
  const difference = regretsAfter(ours, both, budget).map((value, i) => value - (theirs[i] ?? Number.NaN));
  const [wins, losses] = [-1, 1].map((sign) => difference.filter((value) => sign * value > notable).length);
  const name = `${ours.method} − ${other.method}`.padEnd(20);
  console.log(
    `${name} ${cell(difference).padEnd(26)} better by > ${notable} on ${wins}, worse on ${losses} of ${both.length}`,
  );
}

function printLosses(ours: Curves, others: readonly Curves[], tasks: readonly string[], budget: number): void {
  console.log(`\nBehind the best of the others by more than ${serious} after ${budget} evaluations`);
  for (const task of tasks) {
    const own = ours.byTask.get(task)?.[budget - 1] ?? Number.NaN;
    const rivals = others.map(({ method, byTask }) => ({ method, value: byTask.get(task)?.[budget - 1] ?? Infinity }));
    const best = rivals.reduce((a, b) => (b.value < a.value ? b : a), { method: '', value: Number.POSITIVE_INFINITY });
    if (own - best.value > serious)
      console.log(`  ${task.padEnd(28)} ${own.toFixed(3)}, ${best.method} ${best.value.toFixed(3)}`);
  }
}
