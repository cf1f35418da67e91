// A feature task as an optimizer in another process meets it: what to minimise, and by how much each constraint is broken.
import type { Assignments } from '../task.ts';
import { excesses, metricsOf, numbersOf, type SuiteFeature, satisfies } from './suite.ts';

/** What one evaluation gave. */
export type Judged = {
  /** As a row has it: null where a linear constraint is broken, though the optimizer may learn from the rest. */
  readonly values: readonly number[] | null;
  readonly objectives: readonly number[];
  /** One for each constraint, linear ones first; a positive one is broken. */
  readonly excess: readonly number[];
};

export function serveFeature(task: SuiteFeature) {
  const roles = metricsOf(task).map(({ role }) => role);
  const count = (wanted: string) => roles.filter((role) => role === wanted).length;
  return {
    ...{ name: task.name, params: task.params, objectives: count('optimize') },
    constraints: (task.linear ?? []).length + count('constraint'),
    answer: (x: Assignments, rng: () => number) => judge(task, x, rng),
  };
}

async function judge(task: SuiteFeature, x: Assignments, rng: () => number): Promise<Judged | null> {
  const values = numbersOf(await task.evaluate(x, rng));
  if (!values) return null;
  const metrics = metricsOf(task).map((metric, k) => ({ ...metric, value: values[k] ?? Number.NaN }));
  const limited = metrics.filter(({ role }) => role === 'constraint');
  return {
    values: satisfies(task, x) ? values : null,
    objectives: metrics.filter(({ role }) => role === 'optimize').map(({ value }) => value),
    excess: [...excesses(task, x), ...limited.map(({ value, threshold }) => value - (threshold ?? 0))],
  };
}
