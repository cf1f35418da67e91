// Several solutions of one optimized metric: each is improved in its own part of the space, and now and then a new one is looked for.
import {
  type Acquisition,
  addUp,
  type Gain,
  gainOf,
  improvementTerm,
  successTerm,
} from '../acquisition/acquisition.ts';
import { inBalls, radii, squaredRadius } from '../acquisition/balls.ts';
import { feasibilityTerm } from '../acquisition/feasibility.ts';
import { fence } from '../acquisition/fence.ts';
import { at } from '../kernels/at.ts';
import type { Conditioned } from '../model/prepared.ts';
import { posterior } from '../model/process.ts';
import { logDistribution } from '../numerics/normal.ts';
import { makeRandom } from '../numerics/random.ts';
import type { Point } from '../types.ts';
import type { Choice } from './propose.ts';
import { pointAt, type Scene, settleOn, withInside } from './scene.ts';
import { nearest, solutionsAmong } from './solutions.ts';
import { standingIn } from './standing.ts';

/** Share of the budget that is spent on the best value alone: solutions far apart are worth little where nothing good is known. */
const together = 0.25;
/**
 * ln of the improvement, in deviations of the values, below which a solution is left as it is and a new one is looked for: while there is budget left hollows
 * that nobody knows are worth more than the last digit of those that are known (bench/studies/search.md).
 */
const worthwhile = { early: -1, late: -3 };
/** Share of the budget after which it is late. */
const lately = 0.75;

/**
 * Null while the search is for the best value alone, or when nothing was found where this ask looks; and while no point is known to satisfy the constraint
 * metrics: then there is no solution yet to lie apart from, and what was observed elsewhere is no level to be below of.
 */
export function separate(scene: Scene, target: Conditioned, count: number): Choice | null {
  const { ask, points, taken } = scene;
  if (taken.points.length < together * (ask.budget ?? 0)) return null;
  const { means } = posterior(target.process, points, scene.count);
  const { holds } = standingIn(scene);
  const order = Array.from(means.keys())
    .filter((i) => holds[i])
    .sort((a, b) => at(means, a) - at(means, b));
  if (order.length === 0) return null;
  const known = order.map((i) => pointAt(scene, i));
  const chosen = solutionsAmong(scene.space, known, count);
  // Pairs of asks look at the same solution, so that both schools of models have a say about each; every other pair looks for a new one.
  const pair = ask.number >> 1;
  const turn = (pair >> 1) % count;
  const solution = chosen[turn];
  const centers = chosen.flatMap((i) => known[i] ?? []);
  const incumbent = (i: number): number => at(means, order[i] ?? 0);
  const better =
    pair % 2 === 0 || solution === undefined ? null : refine(scene, target, incumbent(solution), order, centers, turn);
  return better ?? discover(scene, target, order, incumbent(0), centers);
}

/** Improvement on one solution, among the points that are nearer to it than to the others and outside of their balls; null when there is not enough of it. */
function refine(
  scene: Scene,
  target: Conditioned,
  incumbent: number,
  order: readonly number[],
  centers: readonly Point[],
  turn: number,
): Choice | null {
  const { space } = scene;
  const others = centers.filter((_, i) => i !== turn);
  const balls = ballsAround(scene, others);
  const inside = (point: Point): boolean => nearest(space, point, centers) === turn && !balls(point);
  const improvement = improvementTerm(target.process, incumbent);
  const choice = look(scene, improvement, order, inside, `log-ei-solution/${target.prior}`);
  if (!choice) return null;
  const isLate = scene.taken.points.length >= lately * (scene.ask.budget ?? 0);
  const least = isLate ? worthwhile.late : worthwhile.early;
  return at(improvement.score(choice.point, 1), 0) < least ? null : choice;
}

/**
 * The point likeliest to be better than the best one, outside of the balls around all solutions: of the largest that leave one, or it would be beside what is
 * known. A level that known points reach, their best fifth, is reached on the slopes around the balls for sure, and nothing new is found there.
 */
function discover(
  scene: Scene,
  target: Conditioned,
  order: readonly number[],
  best: number,
  centers: readonly Point[],
): Choice | null {
  const below = gainOf(target.process, (mean, variance) => belowGain(best, mean, variance));
  for (const share of radii) {
    const balls = inBalls(scene.space, centers, squaredRadius(scene.space, share));
    const choice = look(scene, below, order, (point) => !balls(point), `new-solution/${target.prior}`);
    if (choice) return choice;
  }
  return null;
}

/** ln P(f < level) = ln Φ((level − µ)/s) */
function belowGain(level: number, mean: number, variance: number): Gain {
  const s = Math.sqrt(variance);
  const z = (level - mean) / s;
  const { value, slope } = logDistribution(z);
  return { value, perMean: -slope / s, perVariance: (-slope * z) / (2 * variance) };
}

/** Balls of one radius, drawn anew in each ask. */
function ballsAround({ space, ask }: Scene, centers: readonly Point[]): (point: Point) => boolean {
  const share = radii[makeRandom(ask.seed, 6, ask.number).integer(radii.length)] ?? 0;
  return inBalls(space, centers, squaredRadius(space, share));
}

/** Null when the search ends outside of where it should look. */
function look(
  scene: Scene,
  worth: Acquisition,
  order: readonly number[],
  inside: (point: Point) => boolean,
  arm: string,
): Choice | null {
  const { constraints, success } = scene;
  const parts = [worth, fence(inside)];
  if (constraints.length > 0) parts.push(feasibilityTerm(constraints));
  if (success) parts.push(successTerm(success));
  const starts = order.filter((i) => inside(pointAt(scene, i)));
  const choice = settleOn(scene, withInside(scene, addUp(parts), order), starts, arm);
  return choice && inside(choice.point) ? choice : null;
}
