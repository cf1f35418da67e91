// What stands at the end: the best settings, how they do on rows nobody chose by, and what the service counted.
import { call, type Service, type Usage } from './api.ts';
import { untuned } from './experiment.ts';
import { baseRate, type Problem, type Scores, type Values } from './model/evaluate.ts';
import { bold, dim } from './style.ts';
import type { Trainer } from './trainer.ts';
import type { Run } from './tune.ts';

export async function printSummary(run: Run, problem: Problem, trainer: Trainer): Promise<void> {
  console.log(bold('Best assignments'));
  printValues(run.best.assignments);
  const row = async (values: Values): Promise<[Scores, Scores]> => [
    await trainer.train(values, 'validation'),
    await trainer.train(values, 'test'),
  ];
  console.log(`\n${dim('log loss (AUC)                     validation           test')}`);
  printScores('always the average', [baseRate(problem, 'validation'), baseRate(problem, 'test')]);
  printScores("a library's usual settings", await row(untuned));
  printScores('tuned', await row(run.best.assignments));
  const mean = (times: readonly number[]): string => (times.reduce((a, b) => a + b, 0) / times.length).toFixed(0);
  const { evaluations } = run;
  console.log(
    `\nOn average: ${mean(evaluations.map((e) => e.askMs))} ms to suggest, ${mean(evaluations.map((e) => e.trainMs))} ms to train, ${mean(evaluations.map((e) => e.reportMs))} ms to report.`,
  );
}

function printValues(values: Values): void {
  for (const [name, value] of Object.entries(values).sort(([a], [b]) => a.localeCompare(b))) {
    const shown = typeof value === 'number' && !Number.isInteger(value) ? value.toPrecision(4) : value;
    console.log(`  ${name.padEnd(18)} ${shown}`);
  }
}

function printScores(name: string, scores: readonly Scores[]): void {
  const cells = scores.map(({ logLoss, auc }) => `${logLoss.toFixed(4)} (${auc.toFixed(3)})`);
  console.log(`  ${name.padEnd(30)} ${cells.join('  ')}`);
}

/** This month's usage as the service bills it; `amount` is in the smallest unit of the currency. */
export async function printUsage(service: Service): Promise<void> {
  const { client } = await call<{ client: string }>(service, 'GET', '/tokens/self');
  const month = new Date().toISOString().slice(0, 7);
  const { totals, estimate } = await call<Usage>(service, 'GET', `/clients/${client}/usage?month=${month}`);
  const counts = Object.entries(totals).map(([meter, count]) => `${count} ${count === 1 ? meter.slice(0, -1) : meter}`);
  console.log(`Usage in ${month}: ${counts.join(', ')}; estimate ${money(estimate)}.`);
}

function money({ amount, currency }: Usage['estimate']): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
