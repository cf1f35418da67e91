// Where an ask would tell nothing: whether values do so at all, and a place elsewhere instead of one beside a known point.
import type { Ask } from '../ask.ts';
import { at } from '../kernels/at.ts';
import type { Prepared } from '../model/prepared.ts';
import { fittedMeans } from '../model/process.ts';
import { makeRandom, type Random } from '../numerics/random.ts';
import { deviation, mean } from '../numerics/statistics.ts';
import { fillGap } from '../space/design.ts';
import { drawNear } from '../space/sample.ts';
import type { Space } from '../space/space.ts';
import { same, type Taken } from '../space/taken.ts';
import type { Point } from '../types.ts';

/** Of fewer values anything may be said to scatter. */
const fewest = 10;

/** Share of the values' variance. With a fifth hollows are found later; behind loud noise that hides a bowl few asks change with either (bench/studies/silence.md). */
const leastTold = 0.3;

/**
 * Whether the values scatter around one constant, as accuracies do where nothing is learned: the school that may call differences noise calls nearly all of
 * them so, and its means at the known points (warped, standardized: variance 1) differ by little.
 */
export function tellNothing({ members, rows }: Prepared): boolean {
  const listener = members.find(({ prior }) => prior === 'independent');
  if (!listener || rows.n < fewest) return false;
  const means = fittedMeans(listener.process);
  return deviation(means, mean(means)) ** 2 < leastTold;
}

/** Shares of every numeric range that a point lies beside another within. */
const reach = { nothingTold: 0.1, otherwise: 0.003 };

/** `works`: whether a value that counts is likelier there than none; `lucky`: values tell nothing; `shelf`: the place is one of a shelf (shelf.ts); `best`: the best known point, where there is one. */
type Circumstances = Pick<Ask, 'seed' | 'number'> & {
  readonly lucky: boolean;
  readonly shelf: boolean;
  readonly best: Point | undefined;
  readonly works: (point: Point) => boolean;
};

/** Of four asks, the two that leave a shelf, one of each school; the others may find that it has an end. They fill gaps: a step from the best point ends on the shelf. */
const leaves = (number: number): boolean => number % 4 >= 2;

/** Deviations of a step, in parts of a range, and how often one is drawn before there is none. */
const [shortest, longest, draws] = [0.01, 0.3, 50];

/**
 * Another place, where `point` lies beside one that is known or open, or on a shelf; null: it does not, or none is free. Steps of a three-hundredth of every range are
 * taken when all is found, or when a school takes scatter for a valley: they hardly ever led to a better value. What the models do not see may hide in a
 * gap, or in one of many hollows around the best point: two asks of four go there, a few parameters of it changed by steps of all sizes. Places of other
 * branches are left to their turns (neglect.ts), and where a failure is likelier than a value nothing is tried.
 */
export function elsewhere(
  space: Space,
  point: Point,
  taken: Taken,
  { seed, number, works, lucky, shelf, best }: Circumstances,
): { readonly point: Point; readonly arm: 'step' | 'gap' } | null {
  const within = lucky ? reach.nothingTold : reach.otherwise;
  if (!isKnown(taken, point, within) && !(shelf && leaves(number))) return null;
  const isFree = (other: Point): boolean => isAlike(other, point) && !taken.has(other) && works(other);
  const random = makeRandom(seed, 3, number);
  const isNew = (step: Point): boolean => isFree(step) && !isKnown(taken, step, within);
  const step = best && !lucky && number % 4 < 2 ? stepFrom(space, best, random, isNew) : null;
  if (step) return { point: step, arm: 'step' };
  const gap = fillGap(space, taken.points, random, isFree);
  return gap && { point: gap, arm: 'gap' };
}

const isKnown = (taken: Taken, point: Point, within: number): boolean =>
  taken.points.some((known) => same(point, known, within));

/** The first of some neighbours of `origin` that is new: short steps and long ones with equal chances, because nobody knows how far apart hollows lie. */
function stepFrom(space: Space, origin: Point, random: Random, isNew: (step: Point) => boolean): Point | null {
  for (let i = 0; i < draws; i++) {
    const sigma = shortest * (longest / shortest) ** random.uniform();
    const step = drawNear(space, origin, sigma, random, new Float64Array(origin.length));
    if (isNew(step)) return step;
  }
  return null;
}

/** Whether the same parameters are active. */
const isAlike = (a: Point, b: Point): boolean => a.every((unit, i) => Number.isNaN(unit) === Number.isNaN(at(b, i)));
