// Whole numbers that satisfy linear constraints: found one parameter after the other, each in the range that those before leave it.

import { at } from '../kernels/at.ts';
import { permutation, type Random } from '../numerics/random.ts';
import { type HalfSpace, isSatisfied } from './constraint.ts';

export type Wholes = {
  /** Parameter indices, c of them. */
  readonly indices: readonly number[];
  /** (c) */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Terms name positions in `indices`, not parameters. */
  readonly halfSpaces: readonly HalfSpace[];
};

/** Values (c) in the order of `indices`. */
export type WholePoint = Float64Array;

/** How many more values a walk may try; counted down. */
export type Patience = { nodes: number };

/** All of them, depth first. With `random`, parameters and the values of each come in random order. */
export function* wholePoints(wholes: Wholes, random: Random | null, left: Patience): Generator<WholePoint> {
  const count = wholes.indices.length;
  const order = random ? [...permutation(random, count)] : Array.from({ length: count }, (_, i) => i);
  yield* branch({ wholes, random, order, left }, wholes.low.slice(), wholes.high.slice(), 0);
}

type Walk = {
  readonly wholes: Wholes;
  readonly random: Random | null;
  readonly order: readonly number[];
  readonly left: Patience;
};

/** `low` and `high` agree where a value is settled. */
function* branch(walk: Walk, low: Float64Array, high: Float64Array, depth: number): Generator<WholePoint> {
  const index = walk.order[depth];
  if (index === undefined) {
    if (walk.wholes.halfSpaces.every((one) => isSatisfied(one, (i) => at(low, i)))) yield low.slice();
    return;
  }
  const range = rangeOf(walk.wholes, low, high, index);
  for (const value of valuesOf(range, walk.random)) {
    if (walk.left.nodes-- <= 0) return;
    low[index] = value;
    high[index] = value;
    yield* branch(walk, low, high, depth + 1);
    low[index] = at(walk.wholes.low, index);
    high[index] = at(walk.wholes.high, index);
  }
}

/** What adding up at most a hundred products may lose, as a share of their sizes. */
export const roundoff = 2 ** -46;

type Range = { readonly low: number; readonly high: number };

/** What the others leave for one parameter; a little more than that where rounding is in doubt, the leaf is exact. */
export function rangeOf({ halfSpaces }: Wholes, low: Float64Array, high: Float64Array, index: number): Range {
  let [from, to] = [at(low, index), at(high, index)];
  for (const { terms, threshold } of halfSpaces) {
    const own = terms.find(({ parameter }) => parameter === index);
    if (!own) continue;
    let [rest, size] = [0, Math.abs(threshold)];
    for (const { parameter: i, weight } of terms) {
      if (i === index) continue;
      const least = Math.min(weight * at(low, i), weight * at(high, i));
      rest += least;
      size += Math.abs(least);
    }
    const limit = (threshold - rest) / own.weight;
    const doubt = 1e-9 * (1 + Math.abs(limit)) + (roundoff * size) / Math.abs(own.weight);
    if (own.weight > 0) to = Math.min(to, Math.floor(limit + doubt));
    else from = Math.max(from, Math.ceil(limit - doubt));
  }
  return { low: from, high: to };
}

/** From a random one on, round the end. */
function* valuesOf({ low, high }: Range, random: Random | null): Generator<number> {
  const count = high - low + 1;
  if (!(count > 0)) return;
  const start = random ? random.integer(count) : 0;
  for (let i = 0; i < count; i++) yield low + ((start + i) % count);
}

/** A random point, or null when a short walk finds none. */
export function drawWhole(wholes: Wholes, random: Random): WholePoint | null {
  const [found] = wholePoints(wholes, random, { nodes: 500 });
  return found ?? null;
}

/** How many there are, or Infinity when they are too many to count. */
export function countWhole(wholes: Wholes): number {
  const left = { nodes: 20_000 };
  let count = 0;
  for (const _ of wholePoints(wholes, null, left)) count += 1;
  return left.nodes > 0 ? count : Infinity;
}
