// Categories alone whose values scatter and nobody says so: variants of a prompt, layers of a network, stages of a pipeline, each measured with luck.
import { gaussian, type Random, seeded } from '../random.ts';
import { type Assignments, categorical, type Param, type Scattered, type Task, word } from '../task.ts';

type Pair = { readonly parameters: readonly number[]; readonly levels: readonly number[]; readonly effect: number };

const indices = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Two parameters, one level of each, and what they bring together: mostly a gain. */
function drawPair(sizes: readonly number[], rng: Random): Pair {
  const among = (count: number): number => Math.floor(rng() * count);
  const first = among(sizes.length);
  const met = among(sizes.length);
  const second = met === first ? (first + 1) % sizes.length : met;
  const levels = [among(sizes[first] ?? 1), among(sizes[second] ?? 1)];
  return { parameters: [first, second], levels, effect: rng() - 0.7 };
}

/** All choices of one level each. */
function* choices(sizes: readonly number[]): Generator<readonly number[]> {
  const [size, ...rest] = sizes;
  if (size === undefined) yield [];
  else for (const level of indices(size)) for (const others of choices(rest)) yield [level, ...others];
}

/** The sum of an effect of each level, uniform in [0, 1), and of pairs. */
function table(name: string, sizes: readonly number[], pairs: number, scatter: number, seed: number): Task {
  const rng = seeded(seed);
  const effects = sizes.map((size) => indices(size).map(() => rng()));
  const together = indices(pairs).map(() => drawPair(sizes, rng));
  const truthOf = (levels: readonly number[]): number => {
    const alone = levels.reduce((sum, level, i) => sum + (effects[i]?.[level] ?? 0), 0);
    const met = together.filter((pair) => pair.parameters.every((i, k) => levels[i] === pair.levels[k]));
    return met.reduce((sum, { effect }) => sum + effect, alone);
  };
  const params: Param[] = sizes.map((size, i) =>
    categorical(
      `p${i}`,
      indices(size).map((level) => `v${level}`),
    ),
  );
  const levelsOf = (x: Assignments): number[] => params.map((param) => Number(word(x, param.name).slice(1)));
  return {
    ...{ name, family: 'tables', params },
    best: Math.min(...[...choices(sizes)].map(truthOf)),
    evaluate: (x, luck): Scattered => {
      const truth = truthOf(levelsOf(x));
      return { value: scatter > 0 ? truth + scatter * gaussian(luck) : truth, truth, stddev: null };
    },
  };
}

export const tasks: readonly Task[] = [
  table('table64', [2, 2, 2, 2, 2, 2], 5, 0.4, 3),
  table('table81', [3, 3, 3, 3], 4, 0.3, 2),
  table('table100', [10, 10], 20, 0.2, 5),
  table('table512', [8, 8, 8], 12, 0.3, 4),
  table('table625', [5, 5, 5, 5], 6, 0.25, 1),
  table('table1024', [4, 4, 4, 4, 4], 10, 0.5, 6),
  table('table216-exact', [6, 6, 6], 8, 0, 7),
];
