// Evaluations that sometimes come out worse by accident: a run that collapsed, a machine that was busy. A suite of its own, `npm run bench -- quality --suite bench/tasks/accidents.ts`.
import { gaussian, type Random } from '../random.ts';
import { categorical, double, int, num, type Task, word } from '../task.ts';
import { conditional } from './conditional.ts';
import { hartmann3, hartmann3Best } from './formulas.ts';
import { mixed } from './mixed.ts';

/** What is observed in place of the truth: mostly nearly the truth. */
type Accident = (truth: number, rng: Random) => number;

const withAccidents = (task: Task, name: string, observe: Accident): Task => ({
  ...{ ...task, name, family: 'accident' },
  evaluate: (x, rng) => {
    const truth = task.evaluate(x, rng);
    if (typeof truth !== 'number') throw new Error(`${task.name} scatters already, or fails.`);
    return { value: observe(truth, rng), truth, stddev: null };
  },
});

/** A little scatter always, and by a chance of `share` something worse. */
const sometimes =
  (share: number, scatter: number, worse: Accident): Accident =>
  (truth, rng) => {
    const [little, strikes] = [scatter * gaussian(rng), rng() < share];
    return strikes ? Math.max(truth, worse(truth, rng)) + little : truth + little;
  };

const center = [0.35, 0.7, 0.25, 0.6, 0.45];
const bowl: Task = {
  name: 'bowl5',
  family: 'accident',
  params: center.map((_, i) => double(`x${i}`, 0, 1)),
  evaluate: (x) => {
    const off = center.map((c, i) => num(x, `x${i}`) - c);
    return off.reduce((sum, t, i) => sum + (1 + i) * t ** 2, 0) + 2 * ((off[0] ?? 0) - (off[1] ?? 0)) ** 2;
  },
  best: 0,
  optimum: Object.fromEntries(center.map((c, i) => [`x${i}`, c])),
};

/** Milliseconds of a request to a store that batches and caches. */
const store: Task = {
  name: 'store5',
  family: 'accident',
  params: [
    int('threads', 1, 64, { log: true }),
    int('batch', 1, 512, { log: true }),
    int('page', 4, 64, { log: true }),
    double('cache', 0, 1),
    categorical('allocator', ['system', 'arena', 'pool']),
  ],
  evaluate: (x) => {
    const [threads, batch] = [Math.log2(num(x, 'threads')), Math.log2(num(x, 'batch'))];
    const slow = { system: 3, arena: 0, pool: 1 }[word(x, 'allocator')] ?? 0;
    const queue = 0.8 * (threads - 4) ** 2 + 0.5 * (batch - 6 + 0.5 * (threads - 4)) ** 2;
    return 5 + slow + queue + 0.6 * (Math.log2(num(x, 'page')) - 4) ** 2 + 8 * (num(x, 'cache') - 0.7) ** 2;
  },
  best: 5,
  optimum: { threads: 16, batch: 64, page: 16, cache: 0.7, allocator: 'arena' },
};

const hartmann: Task = {
  name: 'hartmann3',
  family: 'accident',
  params: [0, 1, 2].map((i) => double(`x${i}`, 0, 1)),
  evaluate: (x) => hartmann3([num(x, 'x0'), num(x, 'x1'), num(x, 'x2')]),
  ...hartmann3Best,
};

const exponential = (rng: Random): number => -Math.log(1 - rng());

/** A task of the main suite. */
function known(name: string): Task {
  const task = [...mixed, ...conditional].find((other) => other.name === name);
  if (!task) throw new Error(`There is no task ${name}.`);
  return task;
}

const later: Accident = (truth, rng) => truth + 1 + 5 * rng();
const paused: Accident = (truth, rng) => truth + 15 * exponential(rng);

export const tasks: readonly Task[] = [
  withAccidents(bowl, 'bowl5-restarts', sometimes(0.1, 0.02, later)),
  // A request waits for a pause, which may be any time.
  withAccidents(store, 'store5-pauses', sometimes(0.15, 0.2, paused)),
  // Nothing is learned, whatever was asked.
  withAccidents(
    hartmann,
    'hartmann3-collapses',
    sometimes(0.08, 0.03, () => 0),
  ),
  withAccidents(
    known('learning-rate-log4'),
    'learning-rate-collapses',
    sometimes(0.1, 0.01, () => 1.4),
  ),
  withAccidents(
    known('shape-shift6'),
    'shape-shift6-restarts',
    sometimes(0.1, 0.02, (truth, rng) => truth + 0.5 + 2 * rng()),
  ),
  withAccidents(
    known('solver-branches8'),
    'solver-branches8-restarts',
    sometimes(0.1, 0.005, (truth, rng) => truth + 0.3 + rng()),
  ),
];
