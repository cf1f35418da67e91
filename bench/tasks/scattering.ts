// Values that scatter by as much as good points differ, as nobody reports: backtests, returns of a policy, folds, models with a seed. The least truth of each is 0.
import { gaussian, type Random } from '../random.ts';
import { type Assignments, categorical, double, num, type Param, type Scattered, type Task, word } from '../task.ts';

const task = (
  name: string,
  params: readonly Param[],
  truthOf: (x: Assignments) => number,
  scatter: (truth: number, rng: Random) => number,
): Task => ({
  ...{ name, family: 'scattering', params, best: 0 },
  evaluate: (x, rng): Scattered => {
    const truth = truthOf(x);
    return { value: truth + scatter(truth, rng), truth, stddev: null };
  },
});

const even = (stddev: number) => (_: number, rng: Random) => stddev * gaussian(rng);

/** 0 to 1 between the ends of a logarithmic range. */
const share = (x: Assignments, name: string, low: number, high: number): number =>
  Math.log(num(x, name) / low) / Math.log(high / low);

/** What a strategy's ratio misses of the best one; a year of returns tells it to 0.4 with the tails of Student's t of three degrees. */
const signals: Readonly<Record<string, readonly [number, number, number]>> = {
  momentum: [1.3, 0.7, 0.6],
  reversal: [0.9, 0.2, 0.25],
  carry: [0.7, 0.5, 0.8],
};

function missedRatio(x: Assignments): number {
  const [height, lookback, hold] = signals[word(x, 'signal')] ?? [0, 0, 0];
  const away =
    6 * (share(x, 'lookback', 5, 250) - lookback) ** 2 +
    5 * (share(x, 'hold', 1, 40) - hold) ** 2 +
    4 * ((num(x, 'entry') - 0.2) / 2.8 - 0.4) ** 2;
  return 1.3 - height * Math.exp(-away) + 0.3 * (num(x, 'leverage') - 0.5) ** 2;
}

/** Student's t with three degrees of freedom: a variance of 3. */
function heavy(rng: Random): number {
  const z = gaussian(rng);
  return z / Math.sqrt((gaussian(rng) ** 2 + gaussian(rng) ** 2 + gaussian(rng) ** 2) / 3);
}

const backtest = task(
  'backtest5',
  [
    double('lookback', 5, 250, { log: true }),
    double('hold', 1, 40, { log: true }),
    double('entry', 0.2, 3),
    double('leverage', 0, 1),
    categorical('signal', Object.keys(signals)),
  ],
  missedRatio,
  (_, rng) => 0.4 * heavy(rng),
);

/** A policy that learns: its returns scatter most where it is best. */
const returns = task(
  'returns5-growing',
  [
    double('rate', 1e-5, 1e-1, { log: true }),
    double('gap', 0.001, 0.3, { log: true }),
    double('clip', 0.05, 0.6),
    double('entropy', 1e-4, 0.1, { log: true }),
    double('smooth', 0, 1),
  ],
  (x) => {
    const [a, b] = [share(x, 'rate', 1e-5, 1e-1) - 0.55, share(x, 'gap', 0.001, 0.3) - 0.4];
    const rest = 2 * ((num(x, 'clip') - 0.05) / 0.55 - 0.3) ** 2 + 2 * (share(x, 'entropy', 1e-4, 0.1) - 0.45) ** 2;
    return 100 - 100 * Math.exp(-9 * a ** 2 - 4 * (b + 0.5 * a) ** 2 - rest - 1.5 * (num(x, 'smooth') - 0.7) ** 2);
  },
  (truth, rng) => (1 + 0.3 * (100 - truth)) * gaussian(rng),
);

/** Boosted trees under cross-validation; the scatter of the folds is what the last parameters bring. */
const folds = task(
  'folds7',
  [
    double('rate', 0.005, 0.5, { log: true }),
    double('trees', 20, 1000, { log: true }),
    double('depth', 2, 12),
    double('rows', 0.3, 1),
    double('columns', 0.2, 1),
    double('shrink', 1e-3, 100, { log: true }),
    categorical('grow', ['depth', 'leaf', 'loss']),
  ],
  (x) => {
    const [rate, trees] = [share(x, 'rate', 0.005, 0.5), share(x, 'trees', 20, 1000)];
    const sizes = 0.12 * (rate + trees - 1) ** 2 + 0.03 * (rate - 0.35) ** 2 + 0.05 * ((num(x, 'depth') - 7) / 10) ** 2;
    const shares = 0.03 * (num(x, 'rows') - 0.8) ** 2 + 0.04 * (num(x, 'columns') - 0.6) ** 2;
    const grow = { depth: 0.004, leaf: 0, loss: 0.01 }[word(x, 'grow')] ?? 0;
    return sizes + shares + 0.02 * (share(x, 'shrink', 1e-3, 100) - 0.6) ** 2 + grow;
  },
  even(0.006),
);

const of = (model: string) => ({ when: { parent: 'model', values: [model] } });

/** Three models, each with parameters of its own, and a seed that nobody fixed. */
const models = task(
  'models6-seeds',
  [
    categorical('model', ['kernel', 'forest', 'net']),
    double('cost', 0.01, 1000, { log: true, ...of('kernel') }),
    double('width', 1e-4, 10, { log: true, ...of('kernel') }),
    double('features', 0.05, 1, of('forest')),
    double('rate', 1e-5, 1, { log: true, ...of('net') }),
    double('dropout', 0, 0.8, of('net')),
  ],
  (x) => {
    if (word(x, 'model') === 'forest') return 0.03 + 0.08 * (num(x, 'features') - 0.4) ** 2;
    if (word(x, 'model') === 'net')
      return 0.6 * (share(x, 'rate', 1e-5, 1) - 0.5) ** 2 + 0.1 * (num(x, 'dropout') - 0.3) ** 2;
    const cost = share(x, 'cost', 0.01, 1000) - 0.6;
    return 0.04 + 0.3 * cost ** 2 + 0.6 * (share(x, 'width', 1e-4, 10) - 0.4 + 0.3 * cost) ** 2;
  },
  even(0.02),
);

export const scattering: readonly Task[] = [backtest, returns, folds, models];
