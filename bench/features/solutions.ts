// Several good points far apart: how near the ones that are shown in the end come to the bottoms of all hollows.
import { nearest, solutionsAmong } from '../../shared/engine/proposals/solutions.ts';
import { makeSpace } from '../../shared/engine/space/space.ts';
import { makeStudy } from '../../shared/engine/study.ts';
import { seeded } from '../random.ts';
import { draw } from '../space.ts';
import { toProblem } from '../suite.ts';
import { type Assignments, categorical, double, num, type Param, word } from '../task.ts';
import type { Contender, Feature, FeatureTask } from './feature.ts';
import { place } from './place.ts';

/** `bottoms`: where each hollow is deepest, all with the value 0; between hollows the value is about 1. As many solutions are wanted. */
export type HollowsTask = {
  readonly name: string;
  readonly params: readonly Param[];
  readonly bottoms: readonly Assignments[];
  readonly evaluate: (x: Assignments) => number;
  readonly budget: number;
};

const unit = (name: string): Param => double(name, 0, 1);
const line: HollowsTask = {
  name: 'waves1',
  params: [unit('x0')],
  bottoms: [0.125, 0.375, 0.625, 0.875].map((x0) => ({ x0 })),
  evaluate: (x) => 0.5 + 0.5 * Math.cos(8 * Math.PI * num(x, 'x0')),
  budget: 30,
};

const plane = [unit('x0'), unit('x1')];
const corners = [0.25, 0.75].flatMap((x0) => [0.25, 0.75].map((x1) => ({ x0, x1 })));
const waves: HollowsTask = {
  name: 'waves2',
  params: plane,
  bottoms: corners,
  evaluate: (x) => 1 - (Math.sin(2 * Math.PI * num(x, 'x0')) * Math.sin(2 * Math.PI * num(x, 'x1'))) ** 2,
  budget: 50,
};

type Hollow = { readonly bottom: Readonly<Record<'x0' | 'x1', number>>; readonly width: number };
const hollow = (x0: number, x1: number, width: number): Hollow => ({ bottom: { x0, x1 }, width });

/** 1 − exp(−d²/(2·width²)), d from the bottom. */
const depthIn = ({ bottom, width }: Hollow, x: Assignments): number =>
  -Math.expm1(-((num(x, 'x0') - bottom.x0) ** 2 + (num(x, 'x1') - bottom.x1) ** 2) / (2 * width ** 2));

/** From a basin that no search misses to one that takes 3 % of the plane. */
const uneven = [hollow(0.28, 0.3, 0.2), hollow(0.75, 0.72, 0.15), hollow(0.8, 0.2, 0.1), hollow(0.2, 0.8, 0.07)];
const widths: HollowsTask = {
  name: 'four-widths2',
  params: plane,
  bottoms: uneven.map(({ bottom }) => bottom),
  evaluate: (x) => Math.min(...uneven.map((one) => depthIn(one, x))),
  budget: 50,
};

const kinds: Readonly<Record<string, Hollow>> = {
  red: hollow(0.2, 0.7, 0.25),
  green: hollow(0.6, 0.3, 0.2),
  blue: hollow(0.8, 0.85, 0.15),
};
/** One hollow in each category. */
const mixed: HollowsTask = {
  name: 'three-kinds3',
  params: [categorical('kind', Object.keys(kinds)), ...plane],
  bottoms: Object.entries(kinds).map(([kind, { bottom }]) => ({ kind, ...bottom })),
  evaluate: (x) => {
    const own = kinds[word(x, 'kind')];
    return own ? depthIn(own, x) : Number.NaN;
  },
  budget: 40,
};

export const hollowsTasks: readonly HollowsTask[] = [line, waves, widths, mixed];

/** Mean over the hollows of the least value among the solutions that lie nearest to its bottom; 1 for a hollow without any. */
export function height(task: HollowsTask, seen: readonly Assignments[]): number {
  const space = makeSpace(toProblem(task.params));
  const ranked = seen.map((x) => ({ point: place(space, x), value: task.evaluate(x) }));
  ranked.sort((a, b) => a.value - b.value);
  const points = ranked.map(({ point }) => point);
  const bottoms = task.bottoms.map((x) => place(space, x));
  const heights = bottoms.map(() => 1);
  for (const i of solutionsAmong(space, points, bottoms.length)) {
    const h = nearest(space, points[i] ?? new Float64Array(0), bottoms);
    heights[h] = Math.min(heights[h] ?? 1, ranked[i]?.value ?? 1);
  }
  return heights.reduce((a, b) => a + b, 0) / heights.length;
}

function run(task: HollowsTask, contender: Contender, seed: number): number {
  const { params, bottoms, budget, evaluate } = task;
  const rng = seeded(seed);
  const solutions = contender === 'with' ? bottoms.length : 1;
  const study = makeStudy(toProblem(params), { seed, budget, solutions });
  const seen = Array.from({ length: budget }, () => {
    const x = contender === 'random' ? draw(params, rng) : study.ask().assignments;
    if (contender !== 'random') study.tell(x, evaluate(x));
    return x;
  });
  return height(task, seen);
}

export const feature: Feature = {
  score: 'mean over the hollows of how far the best solution in it is above its bottom (1: none is in it)',
  without: 'one solution is asked for',
  tasks: hollowsTasks.map(
    (task): FeatureTask => ({ name: task.name, run: (contender, seed) => run(task, contender, seed) }),
  ),
};
