// Pictures of recorded runs: regret against evaluations, a line a method, with the interval over tasks as a band.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { refusal } from '../infra/local/refusal.ts';
import { list } from './options.ts';
import { ownRuns, peerFiles } from './peers.ts';
import { drawChart, type Line } from './plot/chart.ts';
import { type Curves, curvesOf, regretsAfter } from './quality/curves.ts';
import { makeYardsticks, type Yardsticks } from './regret.ts';
import { type Row, readRows } from './row.ts';
import { mean, meanInterval } from './statistics.ts';
import { loadTasks } from './suite.ts';

const yardsticks = z.record(z.string(), z.object({ best: z.number(), random10: z.number() }));

/**
 * `npm run bench -- plot [RUNS.jsonl …] --out FILE.svg [--reference FILE.json] [--tasks a,b] [--title TEXT]`. Without files: the recorded runs on the
 * repository's own tasks. `--reference`: `{ task: { best, random10 } }` of the suite that the runs are of; default: the repository's own.
 */
export async function run(argv: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      reference: { type: 'string' },
      tasks: { type: 'string', default: '' },
      title: { type: 'string', default: '' },
    },
  });
  if (!values.out) throw refusal('Say where the picture goes: --out FILE.svg');
  const names = list(values.tasks);
  const rows = readRows(positionals.length > 0 ? positionals : [ownRuns, ...peerFiles()]);
  const wanted = rows.filter((row) => names.length === 0 || names.includes(row.task));
  const sticks = values.reference
    ? yardsticks.parse(JSON.parse(readFileSync(values.reference, 'utf8')))
    : await makeYardsticks(await loadTasks(null, names), rows);
  writeFileSync(values.out, picture(wanted, sticks, values.title));
}

/** Methods that lack a task of the first one are left out, and said to be: a mean over other tasks is another figure. */
function picture(rows: readonly Row[], sticks: Yardsticks, title: string): string {
  const all = curvesOf(rows, sticks);
  const tasks = [...(all[0]?.byTask.keys() ?? [])];
  const [methods, partial] = [true, false].map((whole) =>
    all.filter(({ byTask }) => tasks.every((task) => byTask.has(task)) === whole),
  );
  for (const { method, byTask } of partial ?? [])
    console.error(`${method}: ${byTask.size} of ${tasks.length} tasks, left out`);
  if (tasks.length === 0) throw refusal('There are no runs of these tasks.');
  const lines = (methods ?? []).map((curves) => lineOf(curves, tasks)).sort((a, b) => end(a) - end(b));
  const note = `mean over ${tasks.length} task${tasks.length > 1 ? 's' : ''}, bands: 90 % interval over tasks`;
  return drawChart({ title, note, across: 'evaluations', up: 'regret (0: best known, 1: ten random points)', lines });
}

const end = ({ middle }: Line): number => middle.at(-1) ?? 0;

function lineOf(curves: Curves, tasks: readonly string[]): Line {
  const length = Math.min(...tasks.map((task) => curves.byTask.get(task)?.length ?? 0));
  const counts = Array.from({ length }, (_, i) => i + 1);
  const columns = counts.map((count) => regretsAfter(curves, tasks, count));
  const bands = tasks.length > 1 ? columns.map(meanInterval) : [];
  return {
    name: `${curves.method} ${curves.version}`,
    strong: curves.method === 'cairn',
    middle: columns.map(mean),
    bands,
  };
}
