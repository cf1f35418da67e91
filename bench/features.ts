// What each feature is worth: on tasks that need it, the optimizer with it, without it, and random search.
import { parseArgs } from 'node:util';
import { refusal } from '../infra/local/refusal.ts';
import { contenders, type Feature, type FeatureTask } from './features/feature.ts';
import { runSuite } from './features/suite.ts';
import { printFeature, type Scores } from './features/table.ts';
import { list, readWhole, refuseMissing } from './options.ts';

/** Each feature in its own module, which exports `feature`. */
const features: Readonly<Record<string, () => Promise<{ readonly feature: Feature }>>> = {
  constrained: () => import('./features/constrained.ts'),
  biobjective: () => import('./features/biobjective.ts'),
  failing: () => import('./features/failing.ts'),
  multifidelity: () => import('./features/multifidelity.ts'),
  noisy: () => import('./features/noisy.ts'),
  parallel: () => import('./features/parallel.ts'),
  recommendation: () => import('./features/recommendation.ts'),
  search: () => import('./features/search.ts'),
  solutions: () => import('./features/solutions.ts'),
  transfer: () => import('./features/transfer.ts'),
};

/**
 * `npm run bench -- features [--only failing,…] [--tasks a,b] [--seeds 5]`; seeds count from 0. With `--suite FILE.mjs [--rows A.jsonl,B.jsonl]
 * [--budget 40] [--out FILE.jsonl]`: the feature tasks of that suite instead, beside what others recorded on them.
 */
export async function run(argv: readonly string[]): Promise<void> {
  const { only, suite, ...options } = readOptions(argv);
  if (suite) return runSuite({ suite, ...options });
  const { tasks, seeds } = options;
  const loaded = await Promise.all(only.map(loadFeature));
  refuseMissing(
    tasks,
    loaded.flatMap(({ feature }) => feature.tasks),
  );
  for (const { name, feature } of loaded) {
    const rows: Scores[] = [];
    for (const task of feature.tasks) {
      if (tasks.length === 0 || tasks.includes(task.name)) rows.push(await scoresOf(task, seeds));
    }
    printFeature(name, feature, rows, seeds);
  }
}

async function loadFeature(name: string): Promise<{ readonly name: string; readonly feature: Feature }> {
  const load = features[name];
  if (!load) throw refusal(`No feature "${name}". There are: ${Object.keys(features).join(', ')}.`);
  return { name, feature: (await load()).feature };
}

function readOptions(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', default: Object.keys(features).join(',') },
      tasks: { type: 'string', default: '' },
      seeds: { type: 'string', default: '5' },
      suite: { type: 'string' },
      rows: { type: 'string', default: '' },
      budget: { type: 'string', default: '40' },
      out: { type: 'string' },
    },
  });
  const { suite = null, out = null } = values;
  const named = { only: list(values.only), tasks: list(values.tasks), rows: list(values.rows) };
  const [seeds, budget] = [readWhole('seeds', values.seeds, 1), readWhole('budget', values.budget, 1)];
  return { ...named, seeds, suite, budget, out };
}

async function scoresOf(task: FeatureTask, seeds: number): Promise<Scores> {
  const scores: Record<(typeof contenders)[number], number[]> = { with: [], without: [], random: [] };
  for (const contender of contenders) {
    for (let seed = 0; seed < seeds; seed++) scores[contender].push(await task.run(contender, seed));
    console.error(`${task.name} ${contender}: ${scores[contender].map((v) => v.toPrecision(3)).join(' ')}`);
  }
  return { task: task.name, ...scores };
}
