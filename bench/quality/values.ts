// The table of a suite without yardsticks: plain values, a line a task.
import { incumbents } from '../regret.ts';
import type { Row } from '../row.ts';
import { mean } from '../statistics.ts';
import { milestones } from './milestones.ts';

/** True value of the incumbent, mean over seeds. */
export function printValues(rows: readonly Row[], budget: number): void {
  const points = milestones(budget);
  console.log(
    `value of the incumbent after ${points.join(', ')} evaluations, mean over seeds; median milliseconds a step`,
  );
  for (const name of new Set(rows.map((row) => row.task))) {
    const mine = rows.filter((row) => row.task === name);
    const cells = points.map((count) => mean(mine.map((row) => incumbents(row)[count - 1] ?? Number.NaN)));
    const step = mean(mine.map((row) => row.step_ms[0]));
    const method = mine[0]?.method ?? '';
    console.log(
      `${method.padEnd(8)} ${name.padEnd(28)} ${cells.map((v) => format(v).padStart(11)).join(' ')} ${step.toFixed(1).padStart(7)} ms`,
    );
  }
}

/** Four decimals tell apart more than seeds blur; large values keep five digits. */
const format = (v: number): string => (Math.abs(v) < 10 ? v.toFixed(4) : v.toPrecision(5));
