// The tasks as a process, JSON lines in and out, so that an optimizer in any language is measured on the same work.
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { type Random, seeded } from './random.ts';
import { evaluate, loadTasks, type SuiteTask } from './suite.ts';

const request = z.discriminatedUnion('op', [
  z.object({ op: z.literal('tasks') }),
  z.object({ op: z.literal('begin'), task: z.string(), seed: z.int() }),
  z.object({ op: z.literal('evaluate'), assignments: z.record(z.string(), z.union([z.number(), z.string()])) }),
]);

/** A run draws all of its noise from one generator, as the runs of `npm run bench -- quality` do. */
type Run = { readonly task: SuiteTask; readonly rng: Random };

/**
 * `npm run bench -- evaluate [--suite FILE.mjs]`. A line in, a line out:
 * `{"op":"tasks"}` gives names and search spaces; `{"op":"begin","task":…,"seed":…}` starts a run;
 * `{"op":"evaluate","assignments":{…}}` gives `{ value, truth, stddev }`, or null where the evaluation failed.
 */
export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...argv], options: { suite: { type: 'string' } } });
  const answer = makeEvaluator(await loadTasks(values.suite ?? null, []));
  for await (const line of createInterface({ input: process.stdin })) console.log(await answer(line));
}

/** Answers one line after the other; throws for what it does not understand, because a recording must not go on with it. */
export function makeEvaluator(tasks: readonly SuiteTask[]): (line: string) => Promise<string> {
  let current: Run | null = null;
  return async (line) => {
    const asked = request.parse(JSON.parse(line));
    if (asked.op === 'tasks') return JSON.stringify(tasks.map(({ name, params }) => ({ name, params })));
    if (asked.op === 'begin') {
      current = begin(tasks, asked.task, asked.seed);
      return '{}';
    }
    if (!current) throw new Error('Begin a run before the first evaluation.');
    return JSON.stringify(await evaluate(current.task, asked.assignments, current.rng));
  };
}

function begin(tasks: readonly SuiteTask[], name: string, seed: number): Run {
  const task = tasks.find((candidate) => candidate.name === name);
  if (!task) throw new Error(`No task "${name}".`);
  return { task, rng: seeded(seed) };
}
