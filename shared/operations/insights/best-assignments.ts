// The best assignments: of one optimized metric the best observation, of two all trade-offs, of none all that satisfy the constraints;
// of several solutions the best observations that lie far apart.
import { visibleAssignments } from '../../domain/assignments.ts';
import { bestObservations, rankedObservations } from '../../domain/best-observations.ts';
import { hasConstraints, soleOptimized } from '../../domain/metric.ts';
import type { Observation } from '../../domain/observation.ts';
import { publicBestAssignments } from '../../domain/public.ts';
import { wantsSeveral } from '../../domain/solutions.ts';
import { solutionsAmong } from '../../engine/solutions.ts';
import { encode } from '../../engine/space.ts';
import { allObservations, getObservations } from '../../store/observations.ts';
import { fitting } from '../../store/pages.ts';
import type { ExperimentScope } from '../../store/scope.ts';
import type { Context } from '../context.ts';
import { spaceOf } from '../optimizer/problem.ts';
import { wholePage } from '../page.ts';

/** As many as an answer can carry; observations that satisfy constraints may be thousands. */
export async function bestAssignments(_: Context, { target }: { target: ExperimentScope }) {
  const best = (await found(target)).map((observation) => publicBestAssignments(target.experiment, observation));
  return wholePage(best.slice(0, fitting(best)));
}

/** The state names the best where no threshold matters; else all observations are read, because thresholds may change at any time. */
async function found(scope: ExperimentScope): Promise<readonly Observation[]> {
  const { experiment, state } = scope;
  if (wantsSeveral(experiment)) return solutions(scope);
  if (!soleOptimized(experiment) || hasConstraints(experiment))
    return bestObservations(experiment, await allObservations(scope, false));
  const [best] = await getObservations(scope, [state.best]);
  return best ? [best] : [];
}

/** What cannot be placed in today's space (a category that was removed) is no solution. */
async function solutions(scope: ExperimentScope): Promise<readonly Observation[]> {
  const { experiment } = scope;
  const space = spaceOf(experiment);
  const placed = rankedObservations(experiment, await allObservations(scope, false)).flatMap((observation) => {
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
