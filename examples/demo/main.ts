// The demo: tunes a model that is really trained, through the HTTP API, and shows how it goes.
import { call } from './api.ts';
import { compare } from './compare.ts';
import { prepare } from './model/evaluate.ts';
import { help, type Options, readOptions } from './options.ts';
import { showProgress } from './progress.ts';
import { type Connection, connect } from './service.ts';
import { bold, dim } from './style.ts';
import { printSummary, printUsage } from './summary.ts';
import { startTrainer } from './trainer.ts';
import { createExperiment, tune } from './tune.ts';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!options) return console.log(help);
  const service = await connect(options);
  process.once('SIGINT', () => void service.stop().then(() => process.exit(130)));
  try {
    await run(options, service);
  } finally {
    await service.stop();
  }
}

async function run(options: Options, service: Connection): Promise<void> {
  const { version } = await call<{ version: string }>(service, 'GET', '/health');
  console.log(`${bold('Cairn')} ${version} at ${service.url}`);
  console.log('Gradient-boosted trees learn from 6 000 reports of wildlife strikes whether an aircraft was damaged.\n');
  await (options.compare ? compare(service, options.budget, options.seeds) : single(options, service));
  await printUsage(service);
}

async function single({ budget }: Options, service: Connection): Promise<void> {
  const problem = prepare();
  const trainer = startTrainer();
  try {
    const experiment = await createExperiment(service, 'demo: boosted trees', 'offline', budget);
    console.log(
      dim(
        `Experiment ${experiment}: 11 parameters, ${budget} evaluations, log loss on 2 000 validation rows, to be minimised.\n`,
      ),
    );
    const progress = showProgress(budget);
    const result = await tune(service, experiment, budget, trainer, progress.show);
    progress.finish();
    await printSummary(result, problem, trainer);
  } finally {
    trainer.stop();
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
