// Cairn against random search with the same budget, several times, losses included.
import type { Service } from './api.ts';
import type { Search } from './experiment.ts';
import { quantile, tally } from './statistics.ts';
import { bad, bold, dim, good } from './style.ts';
import { startTrainer, type Trainer } from './trainer.ts';
import { bestSoFar, createExperiment, type Run, tune } from './tune.ts';

/** Best validation log loss at half of the budget and at its end, and the test log loss of the final best. */
type Result = { readonly half: number; readonly final: number; readonly test: number };
type Pair = { readonly cairn: Result; readonly random: Result };

/** Both searches of a pair run side by side, each with a training process of its own. */
export async function compare(service: Service, budget: number, seeds: number): Promise<void> {
  const trainers = [startTrainer(), startTrainer()] as const;
  console.log(
    `${seeds} experiments of each kind, ${budget} evaluations each; least validation log loss (test log loss of the same settings)\n`,
  );
  console.log(dim('  pair     Cairn                random search'));
  try {
    const pairs: Pair[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      const [cairn, random] = await Promise.all([
        result(service, `compare ${seed}: Cairn`, 'offline', budget, trainers[0]),
        result(service, `compare ${seed}: random`, 'random', budget, trainers[1]),
      ]);
      pairs.push({ cairn, random });
      printPair(seed, { cairn, random });
    }
    printMedians(pairs, budget);
  } finally {
    for (const trainer of trainers) trainer.stop();
  }
}

async function result(
  service: Service,
  name: string,
  search: Search,
  budget: number,
  trainer: Trainer,
): Promise<Result> {
  const experiment = await createExperiment(service, name, search, budget);
  const run: Run = await tune(service, experiment, budget, trainer, () => {});
  const curve = bestSoFar(run.evaluations);
  const test = await trainer.train(run.best.assignments, 'test');
  const at = (count: number): number => curve[count - 1] ?? Number.NaN;
  return { half: at(Math.ceil(budget / 2)), final: at(budget), test: test.logLoss };
}

function printPair(seed: number, { cairn, random }: Pair): void {
  const cell = ({ final, test }: Result): string => `${final.toFixed(4)} (${test.toFixed(4)})`;
  const verdict = cairn.final < random.final ? good('won') : cairn.final > random.final ? bad('lost') : 'drew';
  console.log(`  ${String(seed).padStart(4)}     ${cell(cairn)}      ${cell(random)}      Cairn ${verdict}`);
}

function printMedians(pairs: readonly Pair[], budget: number): void {
  console.log(`\n${dim('  median (quartiles)                 Cairn                      random search')}`);
  const rows: [string, (result: Result) => number][] = [
    [`after ${Math.ceil(budget / 2)} evaluations`, ({ half }) => half],
    [`after ${budget} evaluations`, ({ final }) => final],
    ['test rows, at the end', ({ test }) => test],
  ];
  for (const [name, value] of rows) {
    const cells = [pairs.map(({ cairn }) => value(cairn)), pairs.map(({ random }) => value(random))].map(spread);
    console.log(`  ${name.padEnd(30)} ${cells.join('   ')}`);
  }
  console.log(
    `\n${bold(losses('validation', pairs, ({ final }) => final))}\n${losses('test', pairs, ({ test }) => test)}`,
  );
}

function spread(values: readonly number[]): string {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(values, share).toFixed(4));
  return `${middle} (${low} .. ${high})`;
}

function losses(rows: string, pairs: readonly Pair[], value: (result: Result) => number): string {
  const { larger, smaller, equal } = tally(pairs.map(({ cairn, random }) => [value(cairn), value(random)]));
  return `On the ${rows} rows Cairn lost ${larger} of ${pairs.length}, won ${smaller}${equal ? `, drew ${equal}` : ''}.`;
}
