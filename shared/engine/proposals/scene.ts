// What an ask with several metrics looks at: of each metric's model the member whose turn it is, and the points known to all of them.
import { type Acquisition, addUp } from '../acquisition/acquisition.ts';
import { effortFor } from '../acquisition/effort.ts';
import { fence } from '../acquisition/fence.ts';
import { withInterior } from '../acquisition/interior.ts';
import { survey } from '../acquisition/maximize.ts';
import { confidenceIn, leading, withPriors } from '../acquisition/preference.ts';
import type { Ask } from '../ask.ts';
import { at } from '../kernels/at.ts';
import type { PreparedSurrogate } from '../learning/surrogate.ts';
import { predictBlend } from '../model/blend.ts';
import { type Conditioned, largestMatrix, type Prepared } from '../model/prepared.ts';
import type { Success } from '../model/success.ts';
import { todays } from '../model/today.ts';
import { makeRandom } from '../numerics/random.ts';
import { concatenate, stack } from '../numerics/vectors.ts';
import { type Branch, isIn, leadersOf } from '../space/branches.ts';
import type { Space } from '../space/space.ts';
import type { Taken } from '../space/taken.ts';
import type { Point } from '../types.ts';
import { gather } from '../values/rows.ts';
import { runnersUp } from './considered.ts';
import { believe, type Choice, lengthsOf, mostBelieved } from './propose.ts';

export type Scene = {
  readonly space: Space;
  readonly ask: Ask;
  readonly taken: Taken;
  /** The part of a conditional space to stay in, which is all that the metrics know; null: none. */
  readonly branch: Branch | null;
  /** One a metric, in the order of the columns. */
  readonly metrics: readonly Prepared[];
  /** One a metric, in the order of the columns; each believes its mean at the open points. */
  readonly members: readonly Conditioned[];
  readonly optimized: readonly Conditioned[];
  /** (optimized) thresholds, in the user's units of the columns. */
  readonly thresholds: readonly (number | null)[];
  readonly constraints: readonly Conditioned[];
  readonly success: Success | null;
  /** (count, P) distinct observed points without failures that lie in today's space, then the open ones. */
  readonly points: Float64Array;
  readonly count: number;
};

/** Null when some metric has no model. The schools take turns by the number of the ask, as with a single metric. */
export function setScene(
  space: Space,
  { metrics }: PreparedSurrogate,
  ask: Ask,
  taken: Taken,
  branch: Branch | null = null,
): Scene | null {
  const open = ask.pending.filter((point) => !branch || isIn(branch, point)).slice(-mostBelieved);
  const members = metrics.flatMap(({ members: all }) => {
    const member = all[ask.number % all.length];
    return member ? [believe(member, open)] : [];
  });
  const [first] = metrics;
  if (!first || members.length < ask.metrics.length) return null;
  const points = concatenate(inside(space, knownPoints(metrics, space.dimensions.length)), stack(open));
  const withRole = (role: 'optimize' | 'constraint') => members.filter((_, k) => ask.metrics[k]?.role === role);
  return {
    ...{ space, ask, taken, branch, metrics, members, points, success: first.success },
    optimized: withRole('optimize'),
    thresholds: ask.metrics.filter(({ role }) => role === 'optimize').map(({ threshold }) => threshold),
    constraints: withRole('constraint'),
    count: points.length / space.dimensions.length,
  };
}

/**
 * (·, P) the rows of all metrics' matrices, each point once: where a matrix is a subset of many observations, every metric keeps those that matter to it,
 * and the best point of one must not be missing because another has no use for it, or calls its own value there an accident.
 */
function knownPoints(metrics: readonly Prepared[], P: number): Float64Array {
  const [first] = metrics;
  const same = (n: number): boolean => n === first?.rows.n && n < largestMatrix;
  if (first && metrics.every(({ rows }) => same(rows.n))) return first.rows.points;
  const points = new Map<string, Point>();
  for (const { rows } of metrics) {
    for (let i = 0; i < rows.n; i++) {
      const point = rows.points.subarray(i * P, i * P + P);
      points.set(point.join(), point);
    }
  }
  return stack([...points.values()]);
}

function inside(space: Space, points: Float64Array): Float64Array {
  const counts = todays(space, points);
  return counts.includes(false)
    ? gather(
        points,
        space.dimensions.length,
        [...counts.keys()].filter((i) => counts[i]),
      )
    : points;
}

export const pointAt = ({ space, points }: Scene, i: number): Point => {
  const P = space.dimensions.length;
  return points.subarray(i * P, i * P + P);
};

/**
 * The belief that ranges were drawn around the optimum; `best`: indices of known points, the most promising first. None where nothing is optimized, and what
 * holds is looked for everywhere. Where metrics are traded all of the points are asked whether it holds: every member of a front is as good as the
 * others, and the best of one metric is an end of it, on a face more often than not (bench/studies/constraint-metrics.md).
 */
export function withInside(scene: Scene, acquisition: Acquisition, best: readonly number[]): Acquisition {
  const { space, optimized } = scene;
  if (optimized.length === 0) return acquisition;
  const points = best.map((i) => pointAt(scene, i));
  return withInterior(acquisition, space, points, optimized.length > 1 ? { share: 1 } : {});
}

/** The point with the highest acquisition; `best`: indices of known points to search around, the most promising first. Null: all are taken. */
export function settleOn(scene: Scene, acquisition: Acquisition, best: readonly number[], arm: string): Choice | null {
  const { space, ask, taken, branch, metrics, members, count } = scene;
  const worth = branch ? addUp([acquisition, fence((place) => isIn(branch, place))]) : acquisition;
  const near = best.slice(0, 8).map((i) => pointAt(scene, i));
  const confidence = confidenceIn(count, ask.budget);
  const [point, ...others] = survey({
    ...{ space, taken, best: near },
    leaders: leadersOf(
      space,
      best.map((i) => pointAt(scene, i)),
    ),
    acquisition: withPriors(worth, space, confidence, near),
    believing: confidence > leading,
    lengths: sharedLengths(scene),
    effort: effortFor(members.reduce((most, { process }) => Math.max(most, process.inputs.n), 0)),
    random: makeRandom(ask.seed, 2, ask.number),
  });
  if (!point) return null;
  const predict = (place: Point) => metrics.flatMap((metric) => predictBlend(metric, place, 1));
  const told = branch ? `branch/${arm}` : arm;
  const considered = others.slice(0, runnersUp).map((place) => ({ arm: told, predicted: predict(place) }));
  return { point, source: 'model', arm: told, predicted: predict(point), considered };
}

/** (P) geometric means of the metrics' lengthscales: the units of the local search. */
function sharedLengths({ space, members }: Scene): Float64Array {
  const lengths = new Float64Array(space.dimensions.length).fill(1);
  for (const member of members) {
    for (const [i, length] of lengthsOf(space, member).entries())
      lengths[i] = at(lengths, i) * length ** (1 / members.length);
  }
  return lengths;
}
