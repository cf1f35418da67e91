// Spaces that are mostly conditions or mostly categories: pipelines of stages with parameters of their own, and cells of operations.
import { type Random, seeded } from '../../random.ts';
import { type Assignments, categorical, double, num, type Param, type Task, word } from '../../task.ts';

const letters = ['a', 'b', 'c', 'd', 'e', 'f'];

type Method = { readonly worth: number; readonly places: readonly number[]; readonly widths: readonly number[] };

/** (stages, 4) methods, each with the best places and the widths of its three parameters. */
const makeMethods = (stages: number, rng: Random): Method[][] =>
  Array.from({ length: stages }, () =>
    letters.slice(0, 4).map(() => ({
      worth: rng(),
      places: Array.from({ length: 3 }, () => 0.1 + 0.8 * rng()),
      widths: Array.from({ length: 3 }, () => 0.2 + 0.8 * rng()),
    })),
  );

const pairs = (count: number, width: number, size: number, rng: Random): number[][] =>
  Array.from({ length: count }, () => Array.from({ length: width * width }, () => size * (rng() - 0.5)));

/**
 * Stages with a choice of four methods each and three parameters for every method: of 13 parameters a stage 4 are active. Neighbouring stages agree or
 * do not.
 */
export function pipeline(seed: number, stages = 5): Task {
  const rng = seeded(seed);
  const methods = makeMethods(stages, rng);
  const agree = pairs(stages - 1, 4, 1, rng);
  const params = methods.flatMap((list, s): Param[] => [
    categorical(`stage${s}`, letters.slice(0, 4)),
    ...list.flatMap((_, m) =>
      [0, 1, 2].map((k) =>
        double(`${letters[m]}${s}${k}`, 0, 1, { when: { parent: `stage${s}`, values: [letters[m] ?? ''] } }),
      ),
    ),
  ]);
  const chosen = (x: Assignments): number[] => methods.map((_, s) => letters.indexOf(word(x, `stage${s}`)));
  const base = (picks: readonly number[]): number =>
    picks.reduce((sum, m, s) => {
      const before = picks[s - 1];
      const agreement = before === undefined ? 0 : (agree[s - 1]?.[before * 4 + m] ?? 0);
      return sum + (methods[s]?.[m]?.worth ?? 0) + agreement;
    }, 0);
  const evaluate = (x: Assignments): number => {
    const picks = chosen(x);
    const off = picks.reduce((sum, m, s) => {
      const { places = [], widths = [] } = methods[s]?.[m] ?? {};
      const gaps = places.map((place, k) => (num(x, `${letters[m]}${s}${k}`) - place) / (widths[k] ?? 1));
      return sum + gaps.reduce((a, gap) => a + Math.min(1, 2 * gap ** 2), 0) / 3;
    }, 0);
    return base(picks) + off;
  };
  const combinations = Array.from({ length: 4 ** stages }, (_, i) =>
    Array.from({ length: stages }, (_, s) => Math.floor(i / 4 ** s) % 4),
  );
  const best = Math.min(...combinations.map(base));
  return { name: `pipeline${13 * stages}`, family: 'wide', params, evaluate, best };
}

/** Fourteen edges with one of six operations each; an operation is worth what it is and how it goes with those two and five edges away. */
function cells(seed: number): Task {
  const [edges, operations] = [14, 6];
  const rng = seeded(seed);
  const worth = Array.from({ length: edges }, () => letters.map(() => rng()));
  const near = pairs(edges, operations, 1.2, rng);
  const far = pairs(edges, operations, 1.2, rng);
  const params = worth.map((_, i) => categorical(`edge${i}`, letters));
  const evaluate = (x: Assignments): number => {
    const picks = params.map(({ name }) => letters.indexOf(word(x, name)));
    return picks.reduce((sum, op, i) => {
      const [two, five] = [picks[(i + 2) % edges] ?? 0, picks[(i + 5) % edges] ?? 0];
      return (
        sum + (worth[i]?.[op] ?? 0) + (near[i]?.[op * operations + two] ?? 0) + (far[i]?.[op * operations + five] ?? 0)
      );
    }, 0);
  };
  return { name: 'cells14', family: 'wide', params, evaluate };
}

export const branched: readonly Task[] = [pipeline(701), cells(702)];
