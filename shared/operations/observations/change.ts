// Changes observations that were reported: one corrected, one deleted, all deleted.
import { publicObservation } from '../../domain/public/public.ts';
import { mergeReport, type ObservationUpdate } from '../../domain/reports/report.ts';
import { type ExperimentScope, loadScope } from '../../store/experiments/scope.ts';
import {
  deleteAllObservations,
  deleteObservation,
  replaceObservation,
} from '../../store/observations/change-observations.ts';
import { findObservation } from '../../store/observations/observations.ts';
import type { Context } from '../context.ts';
import type { ObservationTarget } from '../load.ts';
import { untilStored } from '../until-stored.ts';
import { withAssignments } from './report.ts';

export async function updateObservation(
  context: Context,
  { target, body }: { target: ObservationTarget; body: ObservationUpdate },
) {
  const { experiment } = target;
  return untilObservationStored(context, target, async (fresh) => {
    const [merged] = await withAssignments(
      fresh.scope,
      [mergeReport(experiment, fresh.observation, body)],
      () => undefined,
    );
    if (!merged) throw new Error('one report in, one out');
    const next = { ...fresh.observation, ...merged };
    const stored = await replaceObservation(fresh.scope, fresh.observation, next, fresh.version, {
      notify: notifies(target, body.no_optimize),
    });
    if (stored) await tell(context, target, body.no_optimize);
    return stored ? publicObservation(experiment, experiment.id, next) : null;
  });
}

type Quiet = boolean | null | undefined;

export async function removeObservation(
  context: Context,
  { target, query }: { target: ObservationTarget; query: { no_optimize?: Quiet } },
) {
  return untilObservationStored(context, target, async (fresh) => {
    const notify = notifies(target, query.no_optimize);
    if (!(await deleteObservation(fresh.scope, fresh.observation, fresh.version, { notify }))) return null;
    await tell(context, target, query.no_optimize);
    return {};
  });
}

export async function removeObservations(_: Context, { target }: { target: ExperimentScope }) {
  await deleteAllObservations(target);
  return {};
}

const notifies = (target: ObservationTarget, quiet: Quiet): boolean => !quiet && !target.experiment.development;

async function tell(context: Context, target: ObservationTarget, quiet: Quiet): Promise<void> {
  if (notifies(target, quiet))
    await context.enqueue({ client: context.store.client, experiment: target.experiment.id });
}

/** Repeats a change on the newest version of the observation. */
const untilObservationStored = <Shown>(
  context: Context,
  target: ObservationTarget,
  change: (fresh: ObservationTarget) => Promise<Shown | null>,
): Promise<Shown> =>
  untilStored({ kind: 'observation', id: target.observation.id, read: () => reload(context, target) }, target, change);

async function reload(
  context: Context,
  { experiment, observation }: ObservationTarget,
): Promise<ObservationTarget | null> {
  const scope = await loadScope(context.store, experiment.id);
  const found = scope && (await findObservation(scope, observation.id));
  return scope && found ? { scope, experiment: scope.experiment, ...found } : null;
}
