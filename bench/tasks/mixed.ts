// Log scales, whole numbers and categories together, built so that the optimum is known exactly.
import { seeded } from '../random.ts';
import { type Assignments, categorical, double, int, num, type Task, word } from '../task.ts';

const decades = (x: Assignments, name: string): number => Math.log10(num(x, name));

/**
 * The shape of a training loss over learning rate, batch size, weight decay and momentum: the rate that works best grows with the
 * batch and falls with the momentum, beyond it training diverges, below it training is not finished. Best 0.15, at a rate of 0.02 x
 * batch / 256 x (1 - momentum) / 0.1, batch 64, momentum 0.9, decay 3e-4.
 */
function trainingLoss(x: Assignments): number {
  const momentum = num(x, 'momentum');
  const batch = Math.log2(num(x, 'batch_size') / 64);
  const rate = decades(x, 'learning_rate') - Math.log10((0.02 * 2 ** batch * (1 - momentum)) / (4 * 0.1));
  const tooFast = rate > 0 ? 1 - Math.exp(-6 * rate ** 2) : 0;
  const tooSlow = rate < 0 ? 0.25 * rate ** 2 : 0;
  const decay = 0.03 * (decades(x, 'weight_decay') - Math.log10(3e-4)) ** 2;
  return 0.15 + tooFast + tooSlow + decay + 0.01 * batch ** 2 + 0.02 * (Math.log10(1 - momentum) + 1) ** 2;
}

const learning: Task = {
  name: 'learning-rate-log4',
  family: 'mixed',
  params: [
    double('learning_rate', 1e-6, 1, { log: true }),
    int('batch_size', 8, 2048, { log: true }),
    double('momentum', 0, 0.999),
    double('weight_decay', 1e-8, 1e-1, { log: true }),
  ],
  evaluate: trainingLoss,
  best: 0.15,
  optimum: { learning_rate: 0.005, batch_size: 64, momentum: 0.9, weight_decay: 3e-4 },
};

const shapes: Readonly<Record<string, readonly [offset: number, height: number]>> = {
  round: [-0.55, 0.1],
  square: [0.35, 0.35],
  star: [0.7, 0],
  cross: [-0.2, 0.2],
};

/** The category moves the optimum of the numbers and lifts the floor: each number is good only together with the right category. */
function shifting(x: Assignments): number {
  const [offset, height] = shapes[word(x, 'shape')] ?? [0, 1];
  const [a, b] = [num(x, 'a') - offset, num(x, 'b') + offset / 2];
  const layers = (num(x, 'layers') - (word(x, 'shape') === 'star' ? 5 : 2)) / 4;
  const grain = (decades(x, 'grain') + 2.3) / 2;
  const mode = word(x, 'mode') === 'warm' ? 0 : 0.3;
  return height + mode + 1 - Math.exp(-2 * (a ** 2 + b ** 2)) + 0.4 * layers ** 2 + 0.3 * (grain - 0.5 * a) ** 2;
}

const shifted: Task = {
  name: 'shape-shift6',
  family: 'mixed',
  params: [
    categorical('shape', Object.keys(shapes)),
    categorical('mode', ['cold', 'mild', 'warm']),
    double('a', -1, 1),
    double('b', -1, 1),
    int('layers', 1, 9),
    double('grain', 1e-5, 1, { log: true }),
  ],
  evaluate: shifting,
  best: 0,
  optimum: { shape: 'star', mode: 'warm', a: 0.7, b: -0.35, layers: 5, grain: 10 ** -2.3 },
};

const letters = ['a', 'b', 'c', 'd', 'e'];
const links = 8;

/** (links - 1, 5, 5) what two neighbouring choices cost together, uniform in [0, 1). */
const linkCosts = ((rng) => Array.from({ length: (links - 1) * 25 }, rng))(seeded(83));
const linkCost = (link: number, left: number, right: number): number => linkCosts[25 * link + 5 * left + right] ?? 0;

const chainCost = (choices: readonly number[]): number =>
  choices.slice(1).reduce((cost, right, link) => cost + linkCost(link, choices[link] ?? 0, right), 0);

/** The cheapest chain, exactly: best way to reach each choice of a link from the cheapest ways to the link before (Viterbi 1967). */
function cheapestChain(): number[] {
  let ways = letters.map((_, choice) => [choice]);
  for (let link = 0; link < links - 1; link++) {
    ways = letters.map((_, choice) => cheapest(ways.map((way) => [...way, choice])));
  }
  return cheapest(ways);
}

const cheapest = (ways: readonly number[][]): number[] =>
  ways.reduce((best, way) => (chainCost(way) < chainCost(best) ? way : best), ways[0] ?? []);

const chainNames = Array.from({ length: links }, (_, i) => `c${i}`);
const bestChain = cheapestChain();

const chain: Task = {
  name: 'category-chain8',
  family: 'mixed',
  params: chainNames.map((name) => categorical(name, letters)),
  evaluate: (x) => chainCost(chainNames.map((name) => letters.indexOf(word(x, name)))),
  best: chainCost(bestChain),
  optimum: Object.fromEntries(chainNames.map((name, i) => [name, letters[bestChain[i] ?? 0] ?? 'a'])),
};

export const mixed: readonly Task[] = [learning, shifted, chain];
