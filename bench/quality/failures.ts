// How many evaluations failed: a method that learns where they do wastes fewer.
import type { Row } from '../row.ts';
import { mean } from '../statistics.ts';

const failed = ({ values }: Row, budget: number): number =>
  values.slice(0, budget).filter((value) => value === Number.POSITIVE_INFINITY).length;

/** Method to the mean over runs of the evaluations that failed, on tasks where any did, in the order in which methods first appear; tasks count alike. */
export function failuresOf(rows: readonly Row[], budget: number): Map<string, number> {
  const tasks = [...new Set(rows.filter((row) => failed(row, budget) > 0).map((row) => row.task))];
  const counts = (method: string, task: string): number[] =>
    rows.filter((row) => row.method === method && row.task === task).map((row) => failed(row, budget));
  const methods = [...new Set(rows.map((row) => row.method))];
  return new Map(
    methods.flatMap((method) => {
      const means = tasks.map((task) => counts(method, task)).filter((some) => some.length > 0);
      return means.length > 0 ? [[method, mean(means.map(mean))] as const] : [];
    }),
  );
}

export function printFailures(rows: readonly Row[], budget: number): void {
  const told = [...failuresOf(rows, budget)].map(([method, count]) => `${method} ${count.toFixed(1)}`);
  if (told.length > 0) console.log(`\nFailed of ${budget} evaluations, where any did: ${told.join(', ')}`);
}
