// The door of the benchmarks: `npm run bench -- NAME [options]`.
import { refusal } from '../infra/local/refusal.ts';
import { isUnusable } from './options.ts';

/** Each command in its own module, loaded only when it is asked for; `run` takes the rest of the command line. */
const commands: Readonly<Record<string, () => Promise<{ readonly run: (argv: readonly string[]) => Promise<void> }>>> =
  {
    quality: () => import('./quality.ts'),
    evaluate: () => import('./evaluate.ts'),
    plot: () => import('./plot.ts'),
    features: () => import('./features.ts'),
    speed: () => import('./speed.ts'),
    wild: () => import('./wild.ts'),
    latency: () => import('./service/latency.ts'),
    parallel: () => import('./service/parallel.ts'),
    large: () => import('./service/large.ts'),
    crash: () => import('./service/crash.ts'),
    cost: () => import('./service/cost.ts'),
    runs: () => import('./service/run-lists.ts'),
    api: () => import('./service/endpoints.ts'),
    cold: () => import('./cold.ts'),
    coverage: () => import('./coverage.ts'),
  };

const [name = '', ...argv] = process.argv.slice(2);
const load = commands[name];
if (load) {
  await (await load()).run(argv).catch(fail);
} else {
  fail(refusal(`Unknown benchmark ${JSON.stringify(name)}. Use one of: ${Object.keys(commands).join(', ')}.`));
}

/** What was asked for wrongly is said in one sentence; everything else is a fault of ours and comes with its stack. */
function fail(error: unknown): void {
  if (!isUnusable(error)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
