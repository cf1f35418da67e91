// The tasks as a process, JSON lines in and out, so that an optimizer in any language is measured on the same work.
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { refusal } from '../infra/local/refusal.ts';
import { serveFeature } from './features/served.ts';
import { loadFeatures } from './features/suite.ts';
import { type Random, seeded } from './random.ts';
import { evaluate, loadTasks, type SuiteTask } from './suite.ts';
import type { Assignments, Param } from './task.ts';

const request = z.discriminatedUnion('op', [
  z.object({ op: z.literal('tasks') }),
  z.object({ op: z.literal('begin'), task: z.string(), seed: z.int() }),
  z.object({ op: z.literal('evaluate'), assignments: z.record(z.string(), z.union([z.number(), z.string()])) }),
]);

/** A task as others meet it: what they are told of it, and what an evaluation answers. */
export type Served = {
  readonly name: string;
  readonly params: readonly Param[];
  /** How many values are to be minimised, and how many constraints there are; for feature tasks. */
  readonly objectives?: number;
  readonly constraints?: number;
  readonly answer: (x: Assignments, rng: Random) => Promise<unknown>;
};

/** A run draws all of its noise from one generator, as the runs of `npm run bench -- quality` do. */
type Run = { readonly task: Served; readonly rng: Random };

/**
 * `npm run bench -- evaluate [--suite FILE.mjs] [--features]`. A line in, a line out:
 * `{"op":"tasks"}` gives names and search spaces; `{"op":"begin","task":…,"seed":…}` starts a run;
 * `{"op":"evaluate","assignments":{…}}` gives `{ value, truth, stddev }`, or null where the evaluation failed.
 * With `--features` the suite's feature tasks are served instead: they tell how many objectives and constraints they
 * have, and an evaluation gives a `Judged` (features/served.ts) or null.
 */
export async function run(argv: readonly string[]): Promise<void> {
  const options = { suite: { type: 'string' }, features: { type: 'boolean', default: false } } as const;
  const { suite = null, features } = parseArgs({ args: [...argv], options }).values;
  const answer = features ? await featureEvaluator(suite) : makeEvaluator(await loadTasks(suite, []));
  for await (const line of createInterface({ input: process.stdin })) console.log(await answer(line));
}

async function featureEvaluator(suite: string | null): Promise<(line: string) => Promise<string>> {
  if (!suite) throw refusal('--features needs --suite FILE.mjs, a module that exports `featureTasks`.');
  return makeServer((await loadFeatures(suite, [])).map(serveFeature));
}

export const makeEvaluator = (tasks: readonly SuiteTask[]): ((line: string) => Promise<string>) =>
  makeServer(
    tasks.map((task) => ({ name: task.name, params: task.params, answer: (x, rng) => evaluate(task, x, rng) })),
  );

/** Answers one line after the other; throws for what it does not understand, because a recording must not go on with it. */
export function makeServer(tasks: readonly Served[]): (line: string) => Promise<string> {
  let current: Run | null = null;
  return async (line) => {
    const asked = request.parse(JSON.parse(line));
    if (asked.op === 'tasks') return JSON.stringify(tasks.map(({ answer, ...told }) => told));
    if (asked.op === 'begin') {
      current = begin(tasks, asked.task, asked.seed);
      return '{}';
    }
    if (!current) throw new Error('Begin a run before the first evaluation.');
    return JSON.stringify(await current.task.answer(asked.assignments, current.rng));
  };
}

function begin(tasks: readonly Served[], name: string, seed: number): Run {
  const task = tasks.find((candidate) => candidate.name === name);
  if (!task) throw new Error(`No task "${name}".`);
  return { task, rng: seeded(seed) };
}
