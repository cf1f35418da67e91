// Whether a point that was chosen before others were claimed may stay: far from all of them, it would hardly have been chosen otherwise.
import type { Assignments, Experiment } from '../../domain/experiment.ts';
import { nearestDistance } from '../../engine/distance.ts';
import type { Open } from '../../store/suggestions.ts';
import { pointsOf, spaceOf } from '../optimizer/problem.ts';

/** Share of the diagonal of the unit cube. Two points drawn at random are four times as far apart on average. */
const near = 0.1;

export function apart(experiment: Experiment, assignments: Assignments, others: readonly Open[]): boolean {
  const space = spaceOf(experiment);
  const [point] = pointsOf(experiment, space, [{ assignments }]);
  if (!point) return false;
  return nearestDistance(space, point, pointsOf(experiment, space, others)) > near ** 2 * space.dimensions.length;
}
