// Where an ask would tell nothing: whether values do so at all, and a place elsewhere instead of one beside a known point.
import { mayWork } from '../acquisition/acquisition.ts';
import type { Ask } from '../ask.ts';
import { at } from '../kernels/at.ts';
import type { Prepared } from '../model/prepared.ts';
import { fittedMeans } from '../model/process.ts';
import { makeRandom } from '../numerics/random.ts';
import { deviation, mean } from '../numerics/statistics.ts';
import { fillGap } from '../space/design.ts';
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

/** `lucky`: values tell nothing. */
type Circumstances = Pick<Ask, 'seed' | 'number'> & Pick<Prepared, 'success'> & { readonly lucky: boolean };

/**
 * A point that fills a gap, where `point` lies beside one that is known or open; null: it does not, or no gap is free. Steps of a three-hundredth of every
 * range are taken when all is found, or when a school takes scatter for a valley: they hardly ever led to a better value, and a gap may hide one. Gaps of
 * other branches are left to their turns (neglect.ts), and gaps where a failure is likelier than a value are left alone.
 */
export function elsewhere(
  space: Space,
  point: Point,
  taken: Taken,
  { seed, number, success, lucky }: Circumstances,
): Point | null {
  const within = lucky ? reach.nothingTold : reach.otherwise;
  if (!taken.points.some((known) => same(point, known, within))) return null;
  const works = mayWork(success);
  const isFree = (gap: Point): boolean => isAlike(gap, point) && !taken.has(gap) && works(gap);
  return fillGap(space, taken.points, makeRandom(seed, 3, number), isFree);
}

/** Whether the same parameters are active. */
const isAlike = (a: Point, b: Point): boolean => a.every((unit, i) => Number.isNaN(unit) === Number.isNaN(at(b, i)));
