// Changes a training run: fields replaced (PUT) or merged (MERGE), archived (DELETE). Somebody else's change in between is seen, and the change made again.
import { publicRun } from '../../domain/public/public-run.ts';
import { changedRun, type Run } from '../../domain/runs/run.ts';
import { changeContents, type How } from '../../domain/runs/run-change.ts';
import type { RunUpdate } from '../../domain/runs/run-input.ts';
import { owesObservation } from '../../domain/runs/run-report.ts';
import { type ExperimentScope, loadScope } from '../../store/experiments/scope.ts';
import type { NewObservation } from '../../store/observations/count-observations.ts';
import { type FoundRun, replaceRun } from '../../store/runs/runs.ts';
import { changeRunOfExperiment, concernsExperiment } from '../../store/runs/runs-of-experiment.ts';
import { suggestionKeys, suggestionOf } from '../../store/suggestions/suggestions.ts';
import type { Context } from '../context.ts';
import { requireProject } from '../projects/load.ts';
import { notifiesReport, reportOf, tellOptimizer } from './report.ts';
import { untilRunStored } from './until-run-stored.ts';

type Input = { readonly target: FoundRun; readonly body: RunUpdate };

export const updateRun = (context: Context, { target, body }: Input) => changeRun(context, target, body, 'replace');
export const mergeRun = (context: Context, { target, body }: Input) => changeRun(context, target, body, 'merge');

/** May be repeated. */
export const archiveRun = (context: Context, { target }: { target: FoundRun }) =>
  target.run.deleted ? show(target) : changeRun(context, target, { deleted: true }, 'replace');

const show = async ({ run, texts }: Changed) => publicRun(run, texts);

async function changeRun(context: Context, target: FoundRun, body: RunUpdate, how: How) {
  if (body.project !== undefined && body.project !== target.run.project) await requireProject(context, body.project);
  return show(await untilRunStored(context, target, (found) => changeOnce(context, found, body, how)));
}

type Changed = Pick<FoundRun, 'run' | 'texts'>;

/** Null when somebody else was faster. */
async function changeOnce(context: Context, before: FoundRun, body: RunUpdate, how: How): Promise<Changed | null> {
  const { run, texts } = before;
  const next = changeContents({ fields: run, texts }, body, how);
  const now = Math.floor(context.now() / 1000);
  const project = body.project ?? run.project;
  const changed = { ...changedRun(run, next.fields, next.texts, now), project };
  const { experiment } = run;
  if (experiment !== null && (owesObservation(changed) || concernsExperiment(run, changed)))
    return changeWithExperiment(context, experiment, before, { run: changed, texts: next.texts });
  return (await replaceRun(context.store, before, changed, next.texts)) ? { run: changed, texts: next.texts } : null;
}

/** Counters, suggestion and observation of the experiment follow, or nothing is written. */
async function changeWithExperiment(
  context: Context,
  experiment: string,
  before: FoundRun,
  { run, texts }: Changed,
): Promise<Changed | null> {
  const along = run.suggestion === null ? [] : suggestionKeys(run.suggestion);
  const scope = await loadScope(context.store, experiment, along);
  if (!scope) throw new Error(`run ${run.id} is of an experiment that is not there: ${experiment}`);
  const report = owesObservation(run) ? await owedReport(scope, run) : null;
  const notify = report ? notifiesReport(scope) : notifiesTurn(scope, run);
  const stored = await changeRunOfExperiment(scope, before, run, texts, report, notify);
  if (stored && notify) await tellOptimizer(context, scope);
  return stored && { run: stored, texts };
}

/** An observation that comes to count or ceases to is an edit like any other. */
const notifiesTurn = ({ experiment }: ExperimentScope, { observation }: Run): boolean =>
  observation !== null && experiment.state === 'active' && !experiment.development;

/** Of the point that was suggested, also when the suggestion was deleted since: it was tried. */
async function owedReport(scope: ExperimentScope, run: Run): Promise<NewObservation> {
  const suggestion = await suggestionOf(scope, run.suggestion ?? '');
  return reportOf(scope, run, { assignments: suggestion.assignments, suggestion: suggestion.id });
}
