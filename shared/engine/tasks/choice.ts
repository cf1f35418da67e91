// Which task a point is run as: the one that tells most about the full task for its cost, with rules that keep the full task in play.
import { at, item } from '../kernels/at.ts';
import type { Conditioned } from '../model/prepared.ts';
import { appendRows, posterior } from '../model/process.ts';
import type { Random } from '../numerics/random.ts';
import { full, withTask } from '../space/full-task.ts';
import { levelUnit } from '../space/scale.ts';
import { costAt, type Space } from '../space/space.ts';
import type { Point } from '../types.ts';

/** Coordinates of the tasks, the cheapest first. */
export function taskUnits({ tasks, dimensions }: Space): number[] {
  const dimension = dimensions.at(-1);
  return tasks && dimension ? tasks.costs.map((_, i) => levelUnit(dimension, i)) : [];
}

/** A task at random, the cheaper the likelier: weights exp(−cost). */
export function randomTask(space: Space, random: Random): number {
  const weights = (space.tasks?.costs ?? []).map((cost) => Math.exp(-cost));
  let left = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  const units = taskUnits(space);
  for (const [i, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return item(units, i);
  }
  return full;
}

/**
 * How much the variance of the full task at `point` (P − 1) shrinks for each unit of cost when it is run as each of the tasks: cov²/(s² + noise) over the
 * cost, got by appending the run. O(tasks · n²).
 */
export function gainsPerCost(space: Space, { process, noise }: Conditioned, point: Point): number[] {
  const target = withTask(point, full);
  const before = at(posterior(process, target, 1).variances, 0);
  return taskUnits(space).map((unit) => {
    const run = withTask(point, unit);
    const after = appendRows(process, run, Float64Array.of(0), Float64Array.of(Math.max(noise, 1e-8)));
    const left = at(posterior(after, target, 1).variances, 0);
    return Math.max(0, before - left) / (costAt(space, run) ?? 1);
  });
}

/** The coordinate of the task that is worth most for its cost, among those that are not `taken` at the point; the full one when all are. */
export function bestTask(space: Space, member: Conditioned, point: Point, taken: (point: Point) => boolean): number {
  const units = taskUnits(space);
  const gains = gainsPerCost(space, member, point);
  let best = -1;
  for (const [i, unit] of units.entries()) {
    if (!taken(withTask(point, unit)) && (best < 0 || item(gains, i) > item(gains, best))) best = i;
  }
  return best < 0 ? full : item(units, best);
}
