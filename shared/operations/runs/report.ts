// What a finished run reports to its experiment, and whether the optimizer is told.
import { checkDocumentSize } from '../../domain/document-size.ts';
import type { Observation } from '../../domain/observation.ts';
import type { Run } from '../../domain/runs/run.ts';
import { outcomeOf } from '../../domain/runs/run-report.ts';
import type { ExperimentScope } from '../../store/experiments/scope.ts';
import type { NewObservation } from '../../store/observations/count-observations.ts';
import type { Context } from '../context.ts';
import { stateWith } from '../observations/report.ts';
import { modelIsDue } from '../optimizer/due.ts';

export const reportOf = (
  { experiment }: ExperimentScope,
  run: Run,
  tried: Pick<Observation, 'assignments' | 'suggestion'>,
): NewObservation =>
  checkDocumentSize({ ...tried, ...outcomeOf(experiment, run), task: null, metadata: null, run: run.id }, 'values');

export const notifiesReport = ({ experiment, state }: ExperimentScope): boolean =>
  modelIsDue(experiment, stateWith(state, 1));

export const tellOptimizer = (context: Context, { experiment }: ExperimentScope): Promise<void> =>
  context.enqueue({ client: context.store.client, experiment: experiment.id });
