// Regret curves of each method: runs of several seeds become one curve a task.
import { regrets, type Yardsticks } from '../regret.ts';
import type { Row } from '../row.ts';
import { mean } from '../statistics.ts';

export type Curves = {
  readonly method: string;
  readonly version: string;
  readonly seeds: number;
  /** Milliseconds of the optimizer for one evaluation, mean over runs of their medians. */
  readonly step: number;
  /** Task to regret after each evaluation, mean over seeds. */
  readonly byTask: ReadonlyMap<string, readonly number[]>;
};

/** One entry a method, in the order in which the methods first appear; tasks without a yardstick are left out. */
export function curvesOf(rows: readonly Row[], yardsticks: Yardsticks): Curves[] {
  const known = rows.filter((row) => yardsticks[row.task]);
  return [...new Set(known.map((row) => row.method))].map((method) => {
    const mine = known.filter((row) => row.method === method);
    const runs = [...new Set(mine.map((row) => row.task))].map((task) => mine.filter((row) => row.task === task));
    const byTask = new Map(runs.map((some) => [some[0]?.task ?? '', meanCurve(some, yardsticks)]));
    const seeds = Math.min(...runs.map((some) => some.length));
    return { method, version: mine[0]?.version ?? '', seeds, step: mean(mine.map((row) => row.step_ms[0])), byTask };
  });
}

function meanCurve(rows: readonly Row[], yardsticks: Yardsticks): number[] {
  const curves = rows.map((row) => regrets(row, yardsticks[row.task] ?? { best: 0, random10: 1 }));
  const length = Math.min(...curves.map((curve) => curve.length));
  return Array.from({ length }, (_, i) => mean(curves.map((curve) => curve[i] ?? Number.NaN)));
}

/** Regret after `count` evaluations on each of the tasks. */
export const regretsAfter = ({ byTask }: Curves, tasks: readonly string[], count: number): number[] =>
  tasks.map((task) => byTask.get(task)?.[count - 1] ?? Number.NaN);
