// Whether going on is worth it: what may still be found, what the next evaluations promise, and how long nothing has become better.

import { at, item } from '../kernels/at.ts';
import type { Conditioned, Prepared } from '../model/prepared.ts';
import { posterior } from '../model/process.ts';
import { makeRandom } from '../numerics/random.ts';
import { median } from '../numerics/statistics.ts';
import { stack } from '../numerics/vectors.ts';
import { full } from '../space/full-task.ts';
import { drawNear, randomPoint } from '../space/sample.ts';
import type { Space } from '../space/space.ts';
import type { Data, Point } from '../types.ts';
import { backward, forwardSlope } from '../values/warp.ts';
import { eligible, inFull } from './eligible.ts';
import { expectedGain, type Outlook, outlooksOf } from './gain.ts';

export type Advice = {
  readonly level: 'keep-going' | 'diminishing' | 'stop';
  /** Nothing better than the best known point by more than this is to be expected anywhere; user's units. */
  readonly regretBound: number;
  /** What the next evaluations are expected to bring together, user's units. */
  readonly expectedGain: number;
  /** Evaluations since a value as good as the best was first seen, and how many without a better one it takes before a stop is advised. */
  readonly sinceImprovement: number;
  readonly patience: number;
};

/**
 * Shares of the yardstick: a gain below the first is small; a regret bound, or a better value, below the second is nothing. The yardstick is what the
 * search has gained over the median of its first values, those before it had gathered around the best; or of all, where it has left what it found and
 * looks elsewhere (silence.ts).
 */
const [smallGain, nothing] = [0.02, 0.01];
const firstValues = 8;
/** Chance that the bound does not hold (Makarova et al. 2022, "Automatic termination for hyperparameter optimization", §4). */
const delta = 0.1;

/** Patience: at least ten evaluations, and two for each parameter. */
export const patienceOf = (space: Space): number => Math.max(10, 2 * space.dimensions.length);

/**
 * Advice after these observations; `next`: the points that would be asked for now. Stop means that the regret bound is below the noise of a measurement
 * or a hundredth of the yardstick, and that patience has run out; no evaluation is stopped by it. With tasks, it is the full one that counts, in what
 * was observed and in what may be. Under constraint metrics (`constraints`, their models) only what holds counts: `data` has NaN where one of them was broken,
 * and the space is what may still hold. O(2500·n²) a metric.
 */
export function advise(
  space: Space,
  prepared: Prepared,
  data: Pick<Data, 'values' | 'points'>,
  next: readonly Point[],
  seed: number,
  constraints: readonly Prepared[] = [],
): Advice {
  const values = fullValues(space, data);
  const finite = values.filter(Number.isFinite);
  const best = leastOf(finite);
  const yardstick = finiteOf(Math.max(median(finite.slice(0, firstValues)), median(finite)) - best);
  const noise = prepared.members.reduce((least, member) => Math.min(least, noiseAt(member, best)), Infinity);
  const tolerance = Math.max(noise, nothing * yardstick);
  const outlooks = outlooksOf(
    prepared,
    constraints,
    inFull(space, prepared.rows.points),
    eligible(space, prepared.rows),
  );
  const places = stack(candidates(space, prepared, outlooks[0]?.counts ?? [], next, seed));
  const bound = outlooks.reduce((most, outlook) => Math.max(most, regretBound(outlook, places)), 0);
  const gain = expectedGain(
    outlooks,
    next.map((point) => inFull(space, point)),
  );
  const since = sinceImprovement(values, tolerance);
  const patience = patienceOf(space);
  const settled = bound <= tolerance && since >= patience;
  const level = settled ? 'stop' : gain < smallGain * yardstick ? 'diminishing' : 'keep-going';
  return { level, regretBound: finiteOf(bound), expectedGain: finiteOf(gain), sinceImprovement: since, patience };
}

/** Values at both ends of the doubles differ by more than any double. */
const finiteOf = (difference: number): number => Math.min(Number.MAX_VALUE, difference);

const leastOf = (values: Float64Array): number => values.reduce((a, b) => Math.min(a, b), Infinity);

/** How many evaluations came after the first whose value was the best, but for `tolerance`. */
export function sinceImprovement(values: Float64Array, tolerance: number): number {
  const best = leastOf(values.filter(Number.isFinite));
  const place = values.findIndex((value) => value <= best + tolerance);
  return values.length - 1 - place;
}

/** Values of full runs, in their order. */
function fullValues({ tasks, dimensions }: Space, { values, points }: Pick<Data, 'values' | 'points'>): Float64Array {
  const P = dimensions.length;
  return tasks ? values.filter((_, i) => at(points, i * P + P - 1) === full) : values;
}

/** Standard deviation of one measurement near `value`, user's units, by the delta method. */
const noiseAt = ({ warp, noise }: Conditioned, value: number): number =>
  Math.sqrt(noise) / forwardSlope(warp, Number.isFinite(value) ? value : 0);

const [anywhere, around] = [2048, 64];

/** Where the lower bound is looked for: all over the space, near the best observed points that count, and where the optimizer would go next. */
function candidates(
  space: Space,
  { rows }: Prepared,
  counts: readonly boolean[],
  next: readonly Point[],
  seed: number,
): readonly Point[] {
  const P = space.dimensions.length;
  const random = makeRandom(seed, 21);
  const counted = [...rows.values.keys()].filter((i) => counts[i]);
  const order = counted.sort((a, b) => at(rows.values, a) - at(rows.values, b)).slice(0, 8);
  const near = order.flatMap((row) =>
    Array.from({ length: around }, (_, i) => {
      const origin = rows.points.subarray(row * P, row * P + P);
      return drawNear(space, origin, item([0.02, 0.05, 0.1, 0.2], i % 4), random, new Float64Array(P));
    }),
  );
  const all = [...Array.from({ length: anywhere }, () => randomPoint(space, random)), ...near, ...next];
  return all.map((point) => inFull(space, point));
}

/**
 * min over observed points of µ + √β·s, less the minimum over the space of µ − √β·s, through the output transform: with probability 1 − δ the best
 * observed point is not worse than the optimum by more (Makarova et al. 2022, eq. 5), with β = ⅖·ln(P·n²·π²/(6δ)) as Srinivas et al. 2010 have
 * it for finite sets, divided by five as they do in their experiments. Of the observed points those count that are thought to satisfy the constraints, of the
 * space (`places`) all that may: whose constraints hold at µ − √β·s (Xu et al. 2023, "Constrained efficient global optimization", §3).
 */
function regretBound({ target, constraints, observed, counts }: Outlook, places: Float64Array): number {
  const { process, warp } = target;
  const n = counts.length;
  const reach = Math.sqrt(0.4 * Math.log((process.P * n * n * Math.PI ** 2) / (6 * delta)));
  const least = (points: Float64Array, m: number, side: 1 | -1, counts: (i: number) => boolean): number => {
    const { means, variances } = posterior(process, points, m);
    return means.reduce(
      (end, mean, i) => (counts(i) ? Math.min(end, mean + side * reach * Math.sqrt(at(variances, i))) : end),
      Infinity,
    );
  };
  const m = places.length / process.P;
  const upper = least(observed, n, 1, (i) => counts[i] === true);
  const lower = least(places, m, -1, mayHold(constraints, places, m, reach));
  // Where nothing may hold, nothing better is to be found.
  return lower === Infinity ? 0 : Math.max(0, backward(warp, upper) - backward(warp, lower));
}

/** Which of m points may satisfy all constraints. */
function mayHold(constraints: readonly Conditioned[], points: Float64Array, m: number, reach: number) {
  const beliefs = constraints.map(({ process }) => posterior(process, points, m));
  return (i: number): boolean =>
    beliefs.every(({ means, variances }) => at(means, i) - reach * Math.sqrt(at(variances, i)) <= 0);
}
