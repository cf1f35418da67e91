// The yardstick of a task, and the table of how much regret is left: 0 is the best known value, 1 what ten random points reach.
import { seeded } from './random.ts';
import { draw } from './space.ts';
import { evaluate, type SuiteTask } from './suite.ts';

/** One run, as it stands in a trajectory file. A failed evaluation has no value (null in JSON, Infinity here). */
export type Row = {
  readonly method: string;
  readonly version: string;
  readonly task: string;
  readonly seed: number;
  /** Milliseconds of the optimizer for one evaluation: median and 90 %. */
  readonly step_ms: readonly [number, number];
  /** The truth, one for each evaluation; minimised. */
  readonly values: readonly number[];
  /** What the optimizer saw, where that is not the truth. */
  readonly observed?: readonly number[];
};

export type Yardstick = { readonly task: string; readonly best: number; readonly random10: number };

const groups = 15;

/** The best value: known by mathematics, or the least that any run saw. The other end: the median of the best of ten random points. */
export async function makeYardstick(task: SuiteTask, rows: readonly Row[]): Promise<Yardstick> {
  const rng = seeded(20_261_123);
  const bests: number[] = [];
  for (let group = 0; group < groups; group++) {
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 10; i++)
      best = Math.min(best, (await evaluate(task, draw(task.params, rng), rng))?.truth ?? best);
    bests.push(best);
  }
  const seen = rows.filter((row) => row.task === task.name).flatMap((row) => row.values);
  const random10 = bests.sort((a, b) => a - b)[groups >> 1] ?? Number.NaN;
  return { task: task.name, best: task.best ?? Math.min(...seen), random10 };
}

/** True value of the point that looked best among the first `count` evaluations. */
function incumbent({ values, observed = values }: Row, count: number): number {
  let best = 0;
  for (let i = 1; i < Math.min(count, values.length); i++) if ((observed[i] ?? 0) < (observed[best] ?? 0)) best = i;
  return values[best] ?? Number.NaN;
}

/** (value − best)/(random10 − best), cut to [0, 1.5]. */
function regret(row: Row, { best, random10 }: Yardstick, count: number): number {
  return Math.min(1.5, Math.max(0, (incumbent(row, count) - best) / Math.max(random10 - best, 1e-12)));
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Mean over seeds, a line for each task and method; regret where there are yardsticks, else the best values. */
export function printTable(rows: readonly Row[], yardsticks: readonly Yardstick[] | null): void {
  const methods = [...new Set(rows.map((row) => row.method))];
  const names = [...new Set(rows.map((row) => row.task))];
  const budget = Math.min(...rows.map((row) => row.values.length));
  const points = [20, 40, 60].filter((count) => count < budget).concat(budget);
  const what = yardsticks ? 'regret' : 'value of the incumbent';
  console.log(`${what} after ${points.join(', ')} evaluations, mean over seeds; median milliseconds a step`);
  const measure = (row: Row, count: number): number => {
    const yardstick = yardsticks?.find(({ task }) => task === row.task);
    return yardstick ? regret(row, yardstick, count) : incumbent(row, count);
  };
  for (const method of methods) {
    for (const name of names) {
      const mine = rows.filter((row) => row.method === method && row.task === name);
      const cells = points.map((count) => mean(mine.map((row) => measure(row, count))));
      print(method, name, cells, mean(mine.map((row) => row.step_ms[0])));
    }
  }
  if (!yardsticks) return;
  for (const method of methods) {
    const mine = rows.filter((row) => row.method === method);
    print(
      method,
      'all tasks',
      points.map((count) => mean(mine.map((row) => measure(row, count)))),
      mean(mine.map((row) => row.step_ms[0])),
    );
  }
}

function print(method: string, task: string, cells: readonly number[], step: number): void {
  console.log(
    `${method.padEnd(8)} ${task.padEnd(28)} ${cells.map((v) => format(v).padStart(11)).join(' ')} ${step.toFixed(1).padStart(7)} ms`,
  );
}

/** Four decimals tell apart more than seeds blur; large values keep five digits. */
const format = (v: number): string => (Math.abs(v) < 10 ? v.toFixed(4) : v.toPrecision(5));
