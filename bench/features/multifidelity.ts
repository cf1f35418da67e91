// Tasks with costs: cheap looks at the same function, at equal total cost.
import { makeStudy } from '../../shared/engine/study.ts';
import { seeded } from '../random.ts';
import { draw } from '../space.ts';
import { toProblem } from '../suite.ts';
import { type Assignments, double, num, type Param } from '../task.ts';
import { hartmann3, hartmann3Best } from '../tasks/formulas.ts';
import { kernelRidge, kernelRidgeError } from '../tasks/models/kernel-ridge.ts';
import { allEpochs, network, networkLoss } from '../tasks/models/network.ts';
import type { Contender, Feature, FeatureTask } from './feature.ts';

type Fidelity = {
  readonly name: string;
  readonly params: readonly Param[];
  /** Ascending, the last one 1. */
  readonly costs: readonly number[];
  /** What a whole run may cost: so many full evaluations. */
  readonly budget: number;
  /** The least value of the full task, or 0 where it is not known. */
  readonly best: number;
  readonly evaluate: (x: Assignments, cost: number) => number;
};

const unit = (names: readonly string[]): Param[] => names.map((name) => double(name, 0, 1));

/** Currin et al. 1991, example 4, turned to be minimised. */
const currin = (a: number, b: number): number =>
  (-(b > 0 ? 1 - Math.exp(-1 / (2 * b)) : 1) * (2300 * a ** 3 + 1900 * a ** 2 + 2092 * a + 60)) /
  (100 * a ** 3 + 500 * a ** 2 + 4 * a + 20);

/** The cheap one is a mean over four neighbours (Xiong, Qian & Wu 2013, section 4.1). */
const blurred = (a: number, b: number): number => {
  const below = Math.max(0, b - 0.05);
  const sides = [a + 0.05, a - 0.05];
  return sides.reduce((sum, side) => sum + 0.25 * (currin(side, b + 0.05) + currin(side, below)), 0);
};

/** Cheap ones are bent: their optimum lies elsewhere, and their values are off by a level. */
function bentHartmann(x: Assignments, cost: number): number {
  const [a, b, c] = [num(x, 'x0'), num(x, 'x1'), num(x, 'x2')];
  const bend = 1 - cost;
  return hartmann3([a, b ** (1 + 0.3 * bend), c]) + bend * (0.8 + 0.6 * Math.sin(3 * a + 4 * c));
}

const tasks: readonly Fidelity[] = [
  {
    name: 'currin-blurred',
    params: unit(['x0', 'x1']),
    costs: [0.1, 1],
    budget: 10,
    best: -13.798722,
    evaluate: (x, cost) => (cost < 1 ? blurred : currin)(num(x, 'x0'), num(x, 'x1')),
  },
  {
    name: 'hartmann3-bent',
    params: unit(['x0', 'x1', 'x2']),
    costs: [0.1, 0.3, 1],
    budget: 15,
    best: hartmann3Best.best,
    evaluate: bentHartmann,
  },
  {
    name: 'network-fewer-epochs',
    params: network.params,
    costs: [0.1, 0.3, 1],
    budget: 15,
    best: 0,
    evaluate: (x, cost) => networkLoss(x, Math.round(cost * allEpochs)),
  },
  {
    name: 'kernel-ridge-fewer-rows',
    params: kernelRidge.params,
    costs: [0.1, 1],
    budget: 15,
    best: 0,
    evaluate: (x, cost) => kernelRidgeError(x, cost < 1 ? 50 : undefined),
  },
];

/** Best value of the full task within the budget. */
function run({ params, costs, budget, best, evaluate }: Fidelity, contender: Contender, seed: number): number {
  const problem = toProblem(params);
  const study = makeStudy(contender === 'with' ? { ...problem, tasks: costs } : problem, { seed, budget });
  const rng = seeded(seed + 1_000_003);
  let [spent, least] = [0, Number.POSITIVE_INFINITY];
  for (;;) {
    const { assignments, task } = contender === 'random' ? { assignments: draw(params, rng), task: null } : study.ask();
    const cost = task ?? 1;
    spent += cost;
    if (spent > budget + 1e-9) return least - best;
    const value = evaluate(assignments, cost);
    if (cost === 1) least = Math.min(least, value);
    if (contender !== 'random') study.tell(assignments, value, undefined, cost);
  }
}

export const feature: Feature = {
  score: 'best value of the full task at equal total cost, above the optimum (of models: the loss)',
  without: 'every run is a full one',
  tasks: tasks.map((task): FeatureTask => ({ name: task.name, run: (contender, seed) => run(task, contender, seed) })),
};
