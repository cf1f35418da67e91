// The door of the benchmarks: `npm run bench -- NAME [options]`.

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
  await (await load()).run(argv);
} else {
  console.error(`Unknown benchmark ${JSON.stringify(name)}. Use one of: ${Object.keys(commands).join(', ')}.`);
  process.exitCode = 2;
}
