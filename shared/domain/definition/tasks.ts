// Tasks: an evaluation may be a cheap look, and each task has its cost as a share of the full one.
import type { Definition, Experiment, Task } from '../experiment.ts';
import { someOf } from '../listing.ts';
import { hasConstraints, optimizedMetrics } from '../metrics/metric.ts';
import { checkName } from '../name.ts';
import { invalid } from '../problem.ts';
import { firstRepeated } from '../repeated.ts';

export type TaskInput = { readonly name: string; readonly cost: number };

/** Of the engine's model: each task is a kind of observation of its own. */
const maxTasks = 100;

/** The dearest first; null and an empty list are none. Throws the 400 for the first rule that is broken. */
export function createTasks(given: readonly TaskInput[] | null | undefined): readonly Task[] {
  if (!given?.length) return [];
  if (given.length < 2)
    throw invalid('tasks', given, 'must be at least two', 'Add a cheaper task, or leave the key out.');
  if (given.length > maxTasks)
    throw invalid('tasks', undefined, `at most ${maxTasks} are allowed and ${given.length} were sent`, 'Send fewer.');
  for (const [i, { name, cost }] of given.entries()) {
    checkName(name, `tasks[${i}].name`);
    if (!(cost > 0 && cost <= 1))
      throw invalid(`tasks[${i}].cost`, cost, 'must be above 0 and at most 1', 'The full task has the cost 1.');
  }
  refuseRepeated(given, 'name');
  refuseRepeated(given, 'cost');
  if (!given.some(({ cost }) => cost === 1))
    throw invalid('tasks', given, 'exactly one must have the cost 1', 'Divide all costs by that of the full task.');
  return given.map(({ name, cost }) => ({ name, cost })).sort((a, b) => b.cost - a.cost);
}

function refuseRepeated(tasks: readonly TaskInput[], key: keyof TaskInput): void {
  const values = tasks.map((task) => task[key]);
  const twice = firstRepeated(values);
  if (twice >= 0)
    throw invalid(`tasks[${twice}].${key}`, values[twice], 'is listed twice', `Give each task its own ${key}.`);
}

/** Throws the 400 for what cannot be together with tasks: then "the best full run" would not be one observation. */
export function refuseBesideTasks({
  tasks,
  metrics,
  numSolutions,
}: Pick<Definition, 'tasks' | 'metrics' | 'numSolutions'>): void {
  if (tasks.length === 0) return;
  const refuse = (what: string) =>
    invalid('tasks', undefined, `cannot be together with ${what}`, 'Leave one of them out.');
  if (optimizedMetrics({ metrics }).length > 1) throw refuse('more than one optimized metric');
  if (hasConstraints({ metrics })) throw refuse('constraint metrics');
  if ((numSolutions ?? 1) > 1) throw refuse('num_solutions above 1');
}

export const isMultitask = ({ tasks }: Pick<Definition, 'tasks'>): boolean => tasks.length > 0;

/** The task of a name; a task that is not known, as in a definition without tasks, is none. */
export const findTask = ({ tasks }: Pick<Definition, 'tasks'>, name: string | null): Task | null =>
  tasks.find((task) => task.name === name) ?? null;

/** What a run of a task consumes of the budget: 1 without tasks. */
export const costOf = (definition: Pick<Definition, 'tasks'>, name: string | null): number =>
  findTask(definition, name)?.cost ?? 1;

/** The name of the task with a cost of the definition; null without tasks. */
export const taskOfCost = ({ tasks }: Pick<Experiment, 'tasks'>, cost: number | null): string | null =>
  tasks.find((task) => task.cost === cost)?.name ?? null;

const fixOf = ({ tasks }: Pick<Definition, 'tasks'>): string => `Tasks: ${someOf(tasks.map(({ name }) => name))}.`;

/** The name of a task given as a name, as `{name}` or as `{name, cost}` with its own cost; null for none. Throws the 400 for anything else. */
export function readTask(definition: Pick<Definition, 'tasks'>, given: unknown, field: string): string | null {
  if (given === null || given === undefined) return null;
  if (!isMultitask(definition))
    throw invalid(field, given, 'is not allowed: the experiment has no tasks', 'Leave the key out.');
  const { name, cost } = wordsOf(given);
  const task = typeof name === 'string' ? findTask(definition, name) : null;
  if (!task)
    throw invalid(field, given, 'must be a task of the experiment, or an object with its name', fixOf(definition));
  if (cost !== undefined && cost !== null && cost !== task.cost)
    throw invalid(`${field}.cost`, cost, `must be the cost of the task (${task.cost})`, 'Send the name alone.');
  return task.name;
}

/** As `readTask`, where a task must be: with a point of the user's own in an experiment with tasks. */
export function requireTask(definition: Pick<Definition, 'tasks'>, given: unknown, field: string): string | null {
  const task = readTask(definition, given, field);
  if (task !== null || !isMultitask(definition)) return task;
  throw invalid(
    field,
    undefined,
    'is missing: an experiment with tasks needs it beside assignments',
    fixOf(definition),
  );
}

function wordsOf(given: unknown): { readonly name?: unknown; readonly cost?: unknown } {
  return typeof given === 'object' && given !== null ? given : { name: given };
}
