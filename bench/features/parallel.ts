// Eight evaluations at a time: what knowing the open ones is worth.

import { fitIsDue } from '../../shared/engine/learning/schedule.ts';
import {
  fitSurrogate,
  type PreparedSurrogate,
  prepareSurrogate,
  type Surrogate,
} from '../../shared/engine/learning/surrogate.ts';
import { stack } from '../../shared/engine/numerics/vectors.ts';
import { makeSpace } from '../../shared/engine/space/space.ts';
import { makeStudy } from '../../shared/engine/study.ts';
import { suggest } from '../../shared/engine/suggest.ts';
import type { Assignments, Dataset, Metric, Point } from '../../shared/engine/types.ts';
import { seeded } from '../random.ts';
import { draw } from '../space.ts';
import { toProblem } from '../suite.ts';
import type { Task } from '../task.ts';
import { formulas } from '../tasks/formulas.ts';
import { network } from '../tasks/models/network.ts';
import type { Contender, Feature, FeatureTask } from './feature.ts';

const budget = 64;
const workers = 8;

type Asker = { readonly ask: () => Assignments; readonly tell: (x: Assignments, value: number) => void };

/** The optimizer as it would be if it did not see what is open: each ask knows only what was reported. */
function blind(task: Task, seed: number): Asker {
  const space = makeSpace(toProblem(task.params));
  const metrics: readonly Metric[] = [{ role: 'optimize', threshold: null }];
  const open = new Map<Assignments, Point>();
  const [points, values]: [Point[], number[]] = [[], []];
  let [number, surrogate, prepared]: [number, Surrogate | null, PreparedSurrogate | null] = [0, null, null];
  const data = (): Dataset => ({
    n: points.length,
    points: stack(points),
    columns: [{ values: Float64Array.from(values), variances: new Float64Array(values.length).fill(Number.NaN) }],
  });
  const ask = (): Assignments => {
    number += 1;
    const settings = { kind: 'offline', number, seed, pending: [], count: 1, bandwidth: workers } as const;
    const [proposal] = suggest(space, { data: data(), prepared }, { ...settings, budget: null, first: null, metrics });
    if (!proposal) throw new Error('no proposal');
    open.set(proposal.assignments, proposal.point);
    return proposal.assignments;
  };
  const tell = (x: Assignments, value: number): void => {
    points.push(open.get(x) ?? new Float64Array(0));
    values.push(value);
    if (!fitIsDue(surrogate?.n ?? null, points.length)) return;
    surrogate = fitSurrogate(space, data(), { previous: surrogate, seed, metrics });
    prepared = prepareSurrogate(space, surrogate, data());
  };
  return { ask, tell };
}

function asker(task: Task, contender: Contender, seed: number): Asker {
  if (contender === 'without') return blind(task, seed);
  const rng = seeded(seed + 1_000_003);
  if (contender === 'random') return { ask: () => draw(task.params, rng), tell: () => {} };
  const study = makeStudy(toProblem(task.params), { seed, bandwidth: workers });
  return { ask: () => study.ask().assignments, tell: study.tell };
}

/** Asks while seven are open; the oldest is reported first. */
function run(task: Task, contender: Contender, seed: number): number {
  const { ask, tell } = asker(task, contender, seed);
  const rng = seeded(seed);
  const open: Assignments[] = [];
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < budget + workers; i++) {
    const oldest = open.length >= workers || i >= budget ? open.shift() : undefined;
    if (oldest) {
      const outcome = task.evaluate(oldest, rng);
      if (typeof outcome !== 'number') throw new Error(`${task.name} is not exact`);
      best = Math.min(best, outcome);
      tell(oldest, outcome);
    }
    if (i < budget) open.push(ask());
  }
  return best - (task.best ?? 0);
}

const chosen = ['branin', 'hartmann3', 'michalewicz5', 'rastrigin4-turned'];

export const feature: Feature = {
  score: `best value after ${budget} evaluations, ${workers} at a time, above the optimum (of a model: the loss)`,
  without: 'open suggestions are not known to the next ask',
  tasks: [...formulas.filter(({ name }) => chosen.includes(name)), network].map(
    (task): FeatureTask => ({ name: task.name, run: (contender, seed) => run(task, contender, seed) }),
  ),
};
