// The best assignments: with one optimized metric, the best observation that was reported; nothing while none succeeded.
import { publicBestAssignments } from '../../domain/public.ts';
import { getObservations } from '../../store/observations.ts';
import type { ExperimentScope } from '../../store/scope.ts';
import type { Context } from '../context.ts';
import { wholePage } from '../page.ts';

export async function bestAssignments(_: Context, { target }: { target: ExperimentScope }) {
  const [best] = await getObservations(target, [target.state.best]);
  return wholePage(best ? [publicBestAssignments(target.experiment, best)] : []);
}
