// The best assignments: of one optimized metric the best observation, of two all trade-offs, of none all that satisfy the constraints;
// of several solutions the best observations that lie far apart.
import { hasConstraints } from '../../domain/metrics/metric.ts';
import type { Observation } from '../../domain/observation.ts';
import { publicBestAssignments } from '../../domain/public/public.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import { allObservations, getObservations } from '../../store/observations/observations.ts';
import { fitting } from '../../store/table/pages.ts';
import type { Context } from '../context.ts';
import { wholePage } from '../page.ts';
import { bestSet, hasBestSet } from './best-set.ts';

/** As many as an answer can carry; observations that satisfy constraints may be thousands. */
export async function bestAssignments(_: Context, { target }: { target: ExperimentScope }) {
  const best = (await bestOf(target)).map((observation) => publicBestAssignments(target.experiment, observation));
  return wholePage(best.slice(0, fitting(best)));
}

/** The state names the best where no threshold matters; else all observations are read, because thresholds may change at any time. */
export async function bestOf(scope: ExperimentScope): Promise<readonly Observation[]> {
  const { experiment, state } = scope;
  if (hasBestSet(experiment) || hasConstraints(experiment))
    return bestSet(experiment, await allObservations(scope, false));
  const [best] = await getObservations(scope, [state.best]);
  return best ? [best] : [];
}
