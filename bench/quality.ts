// How good the optimizer is: tasks, seeds, a budget of evaluations each, and what they reached, as rows that other tools can score.
import { closeSync, openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { makeStudy } from '../shared/engine/study.ts';
import { seeded } from './random.ts';
import { makeYardstick, printTable, type Row } from './regret.ts';
import { draw } from './space.ts';
import { evaluate, loadTasks, type Result, type SuiteTask, toProblem } from './suite.ts';

type Options = { suite: string | null; seeds: number[]; budget: number; tasks: string[]; out: string | null };

const list = (text: string): string[] => text.split(',').filter(Boolean);

function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      suite: { type: 'string' },
      seeds: { type: 'string', default: '0,1,2' },
      budget: { type: 'string', default: '60' },
      tasks: { type: 'string', default: '' },
      out: { type: 'string' },
    },
  });
  const budget = Number(values.budget);
  if (!(Number.isInteger(budget) && budget > 0))
    throw new Error(`--budget ${values.budget}: give a whole number above 0`);
  const seeds = list(values.seeds).map(Number);
  if (seeds.length === 0 || seeds.some((seed) => !Number.isInteger(seed))) {
    throw new Error(`--seeds ${values.seeds}: give whole numbers with commas between, like 0,1,2`);
  }
  return { suite: values.suite ?? null, seeds, budget, tasks: list(values.tasks), out: values.out ?? null };
}

/** `npm run bench -- quality [--suite FILE.mjs] [--seeds 0,1,2] [--budget 60] [--tasks a,b] [--out FILE.jsonl]` */
export async function run(argv: readonly string[]): Promise<void> {
  const options = readOptions(argv);
  const rows: Row[] = [];
  const file = options.out ? openSync(options.out, 'w') : null;
  const tasks = await loadTasks(options.suite, options.tasks);
  for (const task of tasks) {
    for (const seed of options.seeds) {
      const row = await runOptimizer(task, seed, options.budget);
      if (file !== null) writeSync(file, `${JSON.stringify(row)}\n`);
      rows.push(row);
      // The repository's own suite has no recorded rivals: random search is run beside it.
      if (!options.suite) rows.push(await runRandom(task, seed, options.budget));
    }
    report(task, rows);
  }
  if (file !== null) closeSync(file);
  const yardsticks = options.suite ? null : await Promise.all(tasks.map((task) => makeYardstick(task, rows)));
  printTable(rows, yardsticks);
}

/** One line as soon as a task is through, because a whole suite takes minutes. */
function report(task: SuiteTask, rows: readonly Row[]): void {
  const mine = rows.filter((row) => row.task === task.name && row.method === 'cairn');
  const best = mine.map((row) => Math.min(...row.values).toPrecision(5));
  const step = mine.map((row) => row.step_ms[0].toFixed(0));
  console.error(`${task.name.padEnd(28)} best ${best.join(' ')}   ${step.join(' ')} ms a step`);
}

async function runOptimizer(task: SuiteTask, seed: number, budget: number): Promise<Row> {
  const study = makeStudy(toProblem(task.params), { seed });
  const rng = seeded(seed);
  const results: Result[] = [];
  const steps: number[] = [];
  for (let i = 0; i < budget; i++) {
    const start = performance.now();
    const { assignments } = study.ask();
    const asked = performance.now() - start;
    const result = await evaluate(task, assignments, rng);
    results.push(result);
    const reported = performance.now();
    study.tell(assignments, result?.value ?? null, result?.stddev == null ? undefined : result.stddev ** 2);
    steps.push(asked + performance.now() - reported);
  }
  return toRow('cairn', task, seed, steps, results);
}

async function runRandom(task: SuiteTask, seed: number, budget: number): Promise<Row> {
  const rng = seeded(seed + 1_000_003);
  const results: Result[] = [];
  for (let i = 0; i < budget; i++) results.push(await evaluate(task, draw(task.params, rng), rng));
  return toRow('random', task, seed, [0], results);
}

/** `observed` only where it differs from the truth: the incumbent is chosen by it and judged by `values`. */
function toRow(
  method: string,
  task: SuiteTask,
  seed: number,
  steps: readonly number[],
  results: readonly Result[],
): Row {
  const sorted = [...steps].sort((a, b) => a - b);
  const share = (q: number): number => Number((sorted[Math.floor(q * (sorted.length - 1))] ?? 0).toFixed(2));
  const noisy = results.some((result) => result !== null && result.stddev !== null);
  return {
    ...{ method, version: '0.1.0', task: task.name, seed, step_ms: [share(0.5), share(0.9)] },
    values: results.map((result) => result?.truth ?? Number.POSITIVE_INFINITY),
    ...(noisy ? { observed: results.map((result) => result?.value ?? Number.POSITIVE_INFINITY) } : {}),
  };
}
