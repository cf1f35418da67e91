// Nothing is optimized, constraints are all there is: many different points that satisfy them, not one of them over and over.
import { type Acquisition, addUp, successTerm } from '../acquisition/acquisition.ts';
import { inBalls, radii, squaredRadius } from '../acquisition/balls.ts';
import { feasibilityTerm, standingOf } from '../acquisition/feasibility.ts';
import { at } from '../kernels/at.ts';
import { makeRandom } from '../numerics/random.ts';
import { squaredDistance } from '../space/distance.ts';
import type { Space } from '../space/space.ts';
import type { Taken } from '../space/taken.ts';
import type { Point } from '../types.ts';
import { gapWhileMute } from './mute.ts';
import type { Choice } from './propose.ts';
import { improve } from './propose-constrained.ts';
import { pointAt, type Scene, settleOn } from './scene.ts';

/** Share of the budget in which each constraint by itself is pushed below its threshold, so that all of them are known (as SigOpt does). */
const oneAtATime = 0.2;
/** The latest points that have a ball: each candidate is compared with all of them. */
const mostBalls = 500;

/** A point outside of balls is taken when it is as likely as this to satisfy them; else balls shrink, and what is known to be good is filled more closely. */
const likely = Math.log(0.7);
/** Share of the asks that go outside of the largest balls however unlikely it is there: what satisfies the constraints may lie in several places. */
const adventure = 0.15;

export function searchFeasible(scene: Scene): Choice | null {
  const { ask, constraints, taken } = scene;
  const gap = gapWhileMute(scene);
  if (gap) return gap;
  const random = makeRandom(ask.seed, 6, ask.number);
  const single = constraints[random.integer(constraints.length)];
  if (single && taken.points.length < oneAtATime * (ask.budget ?? 0)) {
    return improve({ ...scene, constraints: [] }, single, 'log-ei');
  }
  return spread(scene, random.uniform() < adventure ? Number.NEGATIVE_INFINITY : likely) ?? seek(scene, taken, []);
}

/** From the largest balls to the smallest, the first point outside that is likely enough; else the likeliest of them. Null: nothing is outside. */
function spread(scene: Scene, enough: number): Choice | null {
  const chances = feasibilityTerm(scene.constraints);
  let [best, most]: [Choice | null, number] = [null, Number.NEGATIVE_INFINITY];
  for (const radius of radii) {
    const choice = outsideBalls(scene, radius);
    const chance = choice ? at(chances.score(choice.point, 1), 0) : Number.NEGATIVE_INFINITY;
    if (choice && chance >= enough) return choice;
    if (chance > most) [best, most] = [choice, chance];
  }
  return best;
}

/** Null when the search finds nothing outside of the balls around the points that are thought to satisfy the constraints; of others the models know enough. */
function outsideBalls(scene: Scene, share: number): Choice | null {
  const { space, taken, constraints, points, count } = scene;
  const limit = squaredRadius(space, share);
  const { holds } = standingOf(constraints, points, count);
  const good = holds.flatMap((held, i) => (held ? [pointAt(scene, i)] : [])).slice(-mostBalls);
  const inside = inBalls(space, good, limit);
  const apart: Taken = { ...taken, has: (point) => taken.has(point) || inside(point) };
  const choice = seek(scene, apart, [repulsion(space, good, limit)]);
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
