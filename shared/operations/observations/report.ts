// Takes reports: one observation or a batch, stored whole or not at all, and tells the optimizer.
import { checkAnswerSize, checkDocumentSize } from '../../domain/document-size.ts';
import { invalid } from '../../domain/problem.ts';
import { publicObservation } from '../../domain/public/public.ts';
import { under } from '../../domain/record.ts';
import { checkReport, type ObservationInput, type Report } from '../../domain/reports/report.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import type { State } from '../../store/experiments/state.ts';
import { appendObservations } from '../../store/observations/append-observations.ts';
import type { NewObservation } from '../../store/observations/count-observations.ts';
import { findSuggestions } from '../../store/suggestions/suggestions.ts';
import type { Context } from '../context.ts';
import { refuseArchived, refuseRunsOnly } from '../load.ts';
import { modelIsDue } from '../optimizer/due.ts';
import { wholePage } from '../page.ts';

export async function createObservation(
  context: Context,
  { target, body }: { target: ExperimentScope; body: ObservationInput },
) {
  refuseRunsOnly(target, 'observations');
  refuseArchived(target, 'observations');
  const reports = await withAssignments(target, [checkReport(target.experiment, body)], () => undefined);
  const [observation] = await store(context, target, reports, body.no_optimize);
  if (!observation) throw new Error('one report in, one observation out');
  return publicObservation(target.experiment, target.experiment.id, observation);
}

type BatchInput = {
  readonly observations: readonly ObservationInput[];
  readonly no_optimize?: boolean | null | undefined;
  readonly dry_run?: boolean | null | undefined;
};

export async function createObservations(
  context: Context,
  { target, body }: { target: ExperimentScope; body: BatchInput },
) {
  refuseRunsOnly(target, 'observations');
  refuseArchived(target, 'observations');
  const { experiment } = target;
  const given = body.observations;
  const field = (i: number) => `observations[${i}]`;
  const checked = given.map((input, i) => checkReport(experiment, input, field(i)));
  const reports = await withAssignments(target, checked, field);
  checkAnswerSize(
    reports.map((report) => publicObservation(experiment, experiment.id, { ...report, ...unstored })),
    'observations',
  );
  if (body.dry_run) return wholePage([]);
  const observations = await store(context, target, reports, body.no_optimize);
  return wholePage(observations.map((observation) => publicObservation(experiment, experiment.id, observation)));
}

/** As the state will be once so many more observations are counted. */
export const stateWith = (state: State, more: number): State => ({
  ...state,
  dataVersion: state.dataVersion + 1,
  observationsLive: state.observationsLive + more,
});

/** What a report lacks of an observation; only its size matters. */
const unstored = { id: '9'.repeat(19), created: 9e9, deleted: false };

async function store(
  context: Context,
  target: ExperimentScope,
  reports: readonly NewObservation[],
  quiet: boolean | null | undefined,
) {
  const notify = !quiet && reports.length > 0 && modelIsDue(target.experiment, stateWith(target.state, reports.length));
  const { observations, unseen } = await appendObservations(target, reports, { notify });
  if (unseen) await context.enqueue({ client: context.store.client, experiment: target.experiment.id });
  return observations;
}

/** Gives each report the assignments and the task of the suggestion it cites; an unknown or deleted suggestion is a 400 that names the element. */
export async function withAssignments(
  scope: ExperimentScope,
  reports: readonly Report[],
  field: (index: number) => string | undefined,
): Promise<NewObservation[]> {
  const cited = [
    ...new Set(reports.flatMap(({ suggestion, assignments }) => (suggestion && !assignments ? [suggestion] : []))),
  ];
  const found = await findSuggestions(scope, cited);
  const known = new Map(cited.flatMap((id, i) => (found[i] ? [[id, found[i].suggestion] as const] : [])));
  return reports.map((report, i) => {
    const { assignments, task = null } = report.assignments ? report : (known.get(report.suggestion ?? '') ?? report);
    if (assignments) return checkDocumentSize({ ...report, assignments, task }, under(field(i), 'metadata'));
    const rule = 'must be a suggestion of this experiment that was not deleted';
    throw invalid(
      under(field(i), 'suggestion'),
      report.suggestion,
      rule,
      'Send the id of a suggestion you asked for, or assignments.',
    );
  });
}
