// Which observations are "the best" where there may be several: solutions that lie far apart, trade-offs, all that satisfy the constraints.

import { wantsSeveral } from '../../domain/definition/solutions.ts';
import type { Experiment } from '../../domain/experiment.ts';
import { bestObservations, rankedObservations } from '../../domain/insights/best-observations.ts';
import { soleOptimized } from '../../domain/metrics/metric.ts';
import type { Observation } from '../../domain/observation.ts';
import { visibleAssignments } from '../../domain/parameters/assignments.ts';
import { solutionsAmong } from '../../engine/proposals/solutions.ts';
import { encode } from '../../engine/space/space.ts';
import { spaceOf } from '../optimizer/problem.ts';

/** Of two optimized metrics, none, or several solutions there is no best value, only a set. */
export const hasBestSet = (experiment: Experiment): boolean => wantsSeveral(experiment) || !soleOptimized(experiment);

/** `among` in the order of their reports. */
export const bestSet = (experiment: Experiment, among: readonly Observation[]): readonly Observation[] =>
  wantsSeveral(experiment) ? solutions(experiment, among) : bestObservations(experiment, among);

/** What cannot be placed in today's space (a category that was removed) is no solution. */
function solutions(experiment: Experiment, among: readonly Observation[]): readonly Observation[] {
  const space = spaceOf(experiment);
  const placed = rankedObservations(experiment, among).flatMap((observation) => {
    const point = encode(space, visibleAssignments(experiment, observation.assignments));
    return point ? [{ observation, point }] : [];
  });
  const chosen = solutionsAmong(
    space,
    placed.map(({ point }) => point),
    experiment.numSolutions ?? 1,
  );
  return chosen.flatMap((i) => placed[i]?.observation ?? []);
}
