// A suite of tuning tasks as the optimizer needs it: loaded from a file, the search space in the optimizer's words, outcomes in one form.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { refusal } from '../infra/local/refusal.ts';
import type { Condition, Parameter, Problem } from '../shared/engine/types.ts';
import { refuseMissing } from './options.ts';
import type { Random } from './random.ts';
import type { Assignments, Outcome, Param, Task } from './task.ts';
import { tasks as ownTasks } from './tasks.ts';

/** A task whose evaluation may take its time; tasks of other suites run networks that answer asynchronously. */
export type SuiteTask = Omit<Task, 'evaluate'> & {
  readonly evaluate: (x: Assignments, rng: Random) => Outcome | Promise<Outcome>;
};

/** Null: the evaluation failed. `truth` is what the noise hides; without noise it is the value. */
export type Result = { readonly value: number; readonly truth: number; readonly stddev: number | null } | null;

/** The named tasks (all, without names) of a module that exports `tasks`, or of the repository's own suite. */
export async function loadTasks(file: string | null, names: readonly string[]): Promise<readonly SuiteTask[]> {
  const all = file ? await listIn<SuiteTask>(file, 'tasks') : ownTasks;
  refuseMissing(names, all);
  return names.length > 0 ? all.filter((task) => names.includes(task.name)) : all;
}

/** What a suite exports by this name; refuses a file that is not there, or has no such list. */
export async function listIn<Entry>(file: string, name: 'tasks' | 'featureTasks'): Promise<readonly Entry[]> {
  if (!existsSync(file)) throw refusal(`There is no suite ${file}.`);
  const { [name]: list } = await import(pathToFileURL(resolve(file)).href);
  if (!Array.isArray(list)) throw refusal(`${file} is no suite: it exports no list "${name}".`);
  return list;
}

export function toProblem(params: readonly Param[]): Problem {
  return { parameters: params.map((param) => toParameter(param, params)) };
}

function toParameter(param: Param, params: readonly Param[]): Parameter {
  const common = { name: param.name, when: toConditions(param, params) };
  if (param.type === 'categorical') return { ...common, kind: 'categorical', values: param.values };
  return { ...common, kind: param.type, min: param.min, max: param.max, log: param.log ?? false };
}

function toConditions({ when, name }: Param, params: readonly Param[]): Condition[] {
  if (!when) return [];
  const index = params.findIndex((other) => other.name === when.parent);
  const parent = params[index];
  if (parent?.type !== 'categorical')
    throw new Error(`Parameter ${name} depends on ${when.parent}, which is no category.`);
  return [{ parent: index, values: when.values.map((value) => parent.values.indexOf(value)) }];
}

export async function evaluate(task: SuiteTask, x: Assignments, rng: Random): Promise<Result> {
  const outcome = await task.evaluate(x, rng);
  if (typeof outcome === 'number') return { value: outcome, truth: outcome, stddev: null };
  return 'failed' in outcome ? null : { value: outcome.value, truth: outcome.truth, stddev: outcome.stddev };
}
