// How far predictions may be believed: how often the value lies within the 80 % interval, at random points and where the optimizer asks.
import { parseArgs } from 'node:util';
import { fit } from '../shared/engine/learning/fit.ts';
import { predictBlend } from '../shared/engine/model/blend.ts';
import { prepare } from '../shared/engine/model/prepared.ts';
import { makeRandom } from '../shared/engine/numerics/random.ts';
import { stack } from '../shared/engine/numerics/vectors.ts';
import { randomPoint } from '../shared/engine/space/sample.ts';
import { decode, encode, makeSpace, type Space } from '../shared/engine/space/space.ts';
import { makeStudy } from '../shared/engine/study.ts';
import type { Point, Prediction } from '../shared/engine/types.ts';
import { list, readSeeds } from './options.ts';
import { seeded } from './random.ts';
import { mean } from './statistics.ts';
import { evaluate, loadTasks, type SuiteTask, toProblem } from './suite.ts';

/** Evaluations of a run; after half and after all of them, random points are predicted. Suggestions count from when there is something to learn from. */
const [budget, begin, randomPoints] = [50, 12, 100];

type Seen = { readonly point: Point; readonly value: number; readonly variance: number };
type Shares = { readonly asked: number; readonly random: number };

/** `npm run bench -- coverage [--suite FILE.mjs] [--tasks a,b] [--seeds 1,2]`: shares of the true values that lie within, which should be 0.80. */
export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      suite: { type: 'string' },
      tasks: { type: 'string', default: '' },
      seeds: { type: 'string', default: '1,2' },
    },
  });
  const seeds = readSeeds(values.seeds);
  const tasks = await loadTasks(values.suite ?? null, list(values.tasks));
  console.log('| Task | where it asks | at random points |\n|---|---|---|');
  const all: Shares[] = [];
  for (const task of tasks) {
    const shares = await coverage(task, seeds);
    all.push(shares);
    tell(task.name, shares);
  }
  tell('mean', { asked: mean(all.map(({ asked }) => asked)), random: mean(all.map(({ random }) => random)) });
}

const tell = (name: string, { asked, random }: Shares): void =>
  console.log(`| ${name} | ${asked.toFixed(2)} | ${random.toFixed(2)} |`);

async function coverage(task: SuiteTask, seeds: readonly number[]): Promise<Shares> {
  const problem = toProblem(task.params);
  const space = makeSpace(problem);
  const [asked, random]: [number[], number[]] = [[], []];
  for (const seed of seeds) {
    const seen: Seen[] = [];
    const study = makeStudy(problem, { seed, budget });
    const rng = seeded(seed);
    for (let i = 1; i <= budget; i++) {
      const { assignments, predicted } = study.ask();
      const result = await evaluate(task, assignments, rng);
      const variance = result?.stddev == null ? Number.NaN : result.stddev ** 2;
      study.tell(assignments, result?.value ?? null, variance);
      const point = encode(space, assignments);
      if (result && point) seen.push({ point, value: result.value, variance });
      if (result && i > begin) asked.push(...predicted.map((prediction) => within(prediction, result.truth)));
      if (i === budget / 2 || i === budget) random.push(...(await atRandom(task, space, seen, seed)));
    }
  }
  return { asked: mean(asked), random: mean(random) };
}

const within = ({ low, high }: Prediction, truth: number): number => (truth >= low && truth <= high ? 1 : 0);

/** 1 for each random point whose value lies within its interval, 0 for the others; failures have no value. */
async function atRandom(task: SuiteTask, space: Space, seen: readonly Seen[], seed: number): Promise<number[]> {
  const data = {
    n: seen.length,
    points: stack(seen.map(({ point }) => point)),
    values: Float64Array.from(seen, ({ value }) => value),
    variances: Float64Array.from(seen, ({ variance }) => variance),
  };
  const prepared = prepare(space, fit(space, data, { previous: null, seed }), data);
  const random = makeRandom(seed, 100);
  const points = Array.from({ length: randomPoints }, () => randomPoint(space, random));
  const found: number[] = [];
  for (const [i, prediction] of predictBlend(prepared, stack(points), points.length).entries()) {
    const result = await evaluate(task, decode(space, points[i] ?? new Float64Array(0)), seeded(seed + i));
    if (result) found.push(within(prediction, result.truth));
  }
  return found;
}
