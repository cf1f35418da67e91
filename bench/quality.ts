// How good the optimizer is: tasks, seeds, a budget of evaluations each, and what they reached, as rows that other tools can score.
import { closeSync, openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { refusal } from '../infra/local/refusal.ts';
import { list, readSeeds, readWhole } from './options.ts';
import { readPeers } from './peers.ts';
import { printComparison } from './quality/comparison.ts';
import { printValues } from './quality/values.ts';
import { makeYardsticks } from './regret.ts';
import { type Row, readRows } from './row.ts';
import { runOptimizer, runRandom } from './runs.ts';
import { loadTasks, type SuiteTask } from './suite.ts';

type Options = {
  suite: string | null;
  method: typeof runOptimizer;
  seeds: number[];
  budget: number;
  parallel: number;
  tasks: string[];
  out: string | null;
  rows: string | null;
  peers: string | null;
};

const methods: Readonly<Record<string, typeof runOptimizer>> = { cairn: runOptimizer, random: runRandom };

function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      suite: { type: 'string' },
      method: { type: 'string', default: 'cairn' },
      seeds: { type: 'string', default: '0,1,2' },
      budget: { type: 'string', default: '60' },
      parallel: { type: 'string', default: '1' },
      tasks: { type: 'string', default: '' },
      out: { type: 'string' },
      rows: { type: 'string' },
      peers: { type: 'string' },
    },
  });
  const budget = readWhole('budget', values.budget, 1);
  const parallel = readWhole('parallel', values.parallel, 1);
  const seeds = readSeeds(values.seeds);
  const method = methods[values.method];
  if (!method) throw refusal(`--method ${values.method}: give one of ${Object.keys(methods).join(', ')}`);
  const { suite = null, out = null, rows = null, peers = null } = values;
  return { suite, method, seeds, budget, parallel, tasks: list(values.tasks), out, rows, peers };
}

/**
 * `npm run bench -- quality [--suite FILE.mjs] [--seeds 0,1,2] [--budget 60] [--parallel 8] [--tasks a,b] [--out FILE.jsonl] [--method random] [--peers FOLDER]`.
 * Without a suite: the repository's own tasks, compared with what is recorded in bench/peers; another suite is compared with the recordings in `--peers`, if
 * given. `--rows FILE.jsonl` looks at these runs instead of running anything.
 */
export async function run(argv: readonly string[]): Promise<void> {
  const options = readOptions(argv);
  const tasks = await loadTasks(options.suite, options.tasks);
  const names = tasks.map(({ name }) => name);
  const known = options.rows ? readRows([options.rows]) : await runAll(tasks, options);
  const rows = known.filter(({ task }) => names.includes(task));
  if (rows.length === 0) throw refusal(`--rows ${options.rows}: there are no runs of ${names.join(', ')} in it.`);
  if (options.suite && !options.peers) return printValues(rows, options.budget);
  const peers = readPeers(names, options.budget, options.peers ?? undefined).filter(
    ({ method }) => method !== rows[0]?.method,
  );
  const all = [...rows, ...peers];
  printComparison(all, await makeYardsticks(tasks, all), options.budget);
}

async function runAll(tasks: readonly SuiteTask[], { method, seeds, out, ...course }: Options): Promise<Row[]> {
  const rows: Row[] = [];
  const file = out ? openSync(out, 'w') : null;
  for (const task of tasks) {
    for (const seed of seeds) {
      const row = await method(task, seed, course);
      if (file !== null) writeSync(file, `${JSON.stringify(row)}\n`);
      rows.push(row);
    }
    report(task, rows);
  }
  if (file !== null) closeSync(file);
  return rows;
}

/** One line as soon as a task is through, because a whole suite takes minutes. */
function report(task: SuiteTask, rows: readonly Row[]): void {
  const mine = rows.filter((row) => row.task === task.name);
  const best = mine.map((row) => Math.min(...row.values).toPrecision(5));
  const step = mine.map((row) => row.step_ms[0].toFixed(0));
  console.error(`${task.name.padEnd(28)} best ${best.join(' ')}   ${step.join(' ')} ms a step`);
}
