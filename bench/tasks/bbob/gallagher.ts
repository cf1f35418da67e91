// RR-6829, f21 and f22: hills of random place, height and shape (Gallagher and Yuan 2006), turned upside down.
import { along, dimension, type Landscape } from './landscape.ts';
import { rotation, seedOf, uniforms } from './legacy-random.ts';
import { oscillate, sum, turn, type Vector } from './transforms.ts';

type Hills = {
  readonly peaks: number;
  /** Centres lie in a cube of plus and minus this. */
  readonly reach: number;
  /** How the axes of the best hill differ: √α_1 of the report. */
  readonly first: number;
};

/** `center` is turned as the points are; `shape` is the diagonal of C_i. */
type Hill = { readonly height: number; readonly center: Vector; readonly shape: Vector };

/** Places of the values in ascending order: how COCO draws a permutation. */
const order = (values: Vector): number[] => values.map((_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));

/** The centres y_i; the first, which is the optimum, keeps away from the bounds. */
function centers(seed: number, { peaks, reach }: Hills): number[][] {
  const numbers = uniforms(dimension * peaks, seed).map((u) => 2 * reach * u - reach);
  return Array.from({ length: peaks }, (_, i) =>
    numbers.slice(i * dimension, (i + 1) * dimension).map((t) => (i === 0 ? 0.8 * t : t)),
  );
}

/** √α_i: from 1 to 1000 in random order, except for the first. */
function conditions(seed: number, { peaks, first }: Hills): number[] {
  const others = order(uniforms(peaks - 1, seed)).map((k) => 1000 ** (k / (peaks - 2)));
  return [first, ...others];
}

/** C_i = Λ^α_i / α_i^¼ with its diagonal in random order. */
const shape = (condition: number, seed: number): number[] =>
  order(uniforms(dimension, seed)).map((k) => condition ** (along(k) - 0.5));

const distance = (z: Vector, { center, shape }: Hill): number =>
  sum(z.map((t, j) => (shape[j] ?? 0) * (t - (center[j] ?? 0)) ** 2));

export function gallagher(number: number, hills: Hills): Landscape {
  const seed = seedOf(number);
  const r = rotation(seed);
  const places = centers(seed, hills);
  const all = conditions(seed, hills).map((condition, i): Hill => {
    const height = i === 0 ? 10 : 1.1 + (8 * (i - 1)) / (hills.peaks - 2);
    return { height, center: turn(r, places[i] ?? []), shape: shape(condition, seed + 1000 * i) };
  });
  const value = (x: Vector): number => {
    const z = turn(r, x);
    const levels = all.map((hill) => hill.height * Math.exp(-distance(z, hill) / (2 * dimension)));
    return oscillate(10 - Math.max(...levels)) ** 2;
  };
  return { value, optimum: places[0] ?? [] };
}
