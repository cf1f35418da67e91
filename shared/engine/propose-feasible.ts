// Nothing is optimized, constraints are all there is: many different points that satisfy them, not one of them over and over.
import { type Acquisition, addUp, successTerm } from './acquisition.ts';
import { inBalls, radii, squaredRadius } from './balls.ts';
import { squaredDistance } from './distance.ts';
import { feasibilityTerm, standingOf } from './feasibility.ts';
import { at } from './kernels/at.ts';
import type { Choice } from './propose.ts';
import { improve } from './propose-constrained.ts';
import { makeRandom } from './random.ts';
import { type Scene, settleOn } from './scene.ts';
import type { Space } from './space.ts';
import type { Taken } from './taken.ts';
import type { Point } from './types.ts';

/** Share of the budget in which each constraint by itself is pushed below its threshold, so that all of them are known (as SigOpt does). */
const oneAtATime = 0.2;
/** The latest points that have a ball: each candidate is compared with all of them. */
const mostBalls = 500;

export function searchFeasible(scene: Scene): Choice | null {
  const { ask, constraints, taken } = scene;
  const random = makeRandom(ask.seed, 6, ask.number);
  const single = constraints[random.integer(constraints.length)];
  if (single && taken.points.length < oneAtATime * (ask.budget ?? 0)) {
    return improve({ ...scene, constraints: [] }, single, 'log-ei');
  }
  const start = random.integer(radii.length);
  for (const radius of radii.slice(start)) {
    const choice = outsideBalls(scene, radius);
    if (choice) return choice;
  }
  return seek(scene, taken, []);
}

/** Null when the search finds nothing outside of the balls around all known points. */
function outsideBalls(scene: Scene, share: number): Choice | null {
  const { space, taken } = scene;
  const limit = squaredRadius(space, share);
  const known = taken.points.slice(-mostBalls);
  const inside = inBalls(space, known, limit);
  const apart: Taken = { ...taken, has: (point) => taken.has(point) || inside(point) };
  const choice = seek(scene, apart, [repulsion(space, known, limit)]);
  return choice && !inside(choice.point) ? choice : null;
}

function seek(scene: Scene, taken: Taken, more: readonly Acquisition[]): Choice | null {
  const { constraints, points, count, success } = scene;
  const { logChance } = standingOf(constraints, points, count);
  const best = Array.from(logChance.keys()).sort((a, b) => at(logChance, b) - at(logChance, a));
  const parts = [feasibilityTerm(constraints), ...(success ? [successTerm(success)] : []), ...more];
  return settleOn({ ...scene, taken }, addUp(parts), best, `search/${constraints[0]?.prior}`);
}

/** Nats that the middle of a ball costs: more than constraints that surely fail by a few deviations. */
const depth = 50;

/** −depth·(1 − d²/limit)² within a ball of squared radius `limit` around the nearest of some points, 0 outside: a hill that gradients roll off. */
function repulsion(space: Space, others: readonly Point[], limit: number): Acquisition {
  const nearest = (point: Point): { square: number; other: Point | null } => {
    let [square, other]: [number, Point | null] = [Number.POSITIVE_INFINITY, null];
    for (const candidate of others) {
      const d = squaredDistance(space, point, candidate);
      if (d < square) [square, other] = [d, candidate];
    }
    return { square, other };
  };
  const height = (square: number): number => (square < limit ? -depth * (1 - square / limit) ** 2 : 0);
  const score = (points: Float64Array, m: number): Float64Array => {
    const P = points.length / m;
    return Float64Array.from({ length: m }, (_, i) => height(nearest(points.subarray(i * P, i * P + P)).square));
  };
  const slope = (point: Point, gradient: Float64Array): number => {
    gradient.fill(0);
    const { square, other } = nearest(point);
    if (!other || square >= limit) return 0;
    const steepness = (4 * depth * (1 - square / limit)) / limit;
    for (const [i, { scale }] of space.dimensions.entries()) {
      const difference = at(point, i) - at(other, i);
      if (scale && !Number.isNaN(difference)) gradient[i] = steepness * difference;
    }
    return height(square);
  };
  return { score, slope };
}
