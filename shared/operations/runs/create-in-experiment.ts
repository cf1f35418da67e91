// Makes a training run of an experiment: with a suggestion to try, with the user's own point, or finished already, with what it reports.
import type { Assignments } from '../../domain/experiment.ts';
import type { Suggestion } from '../../domain/observation.ts';
import { tryAgain } from '../../domain/problem.ts';
import { publicRun } from '../../domain/public/public-run.ts';
import { newRun, type Run } from '../../domain/runs/run.ts';
import { checkedRun, newContents, type RunContents } from '../../domain/runs/run-change.ts';
import type { NewRunInput } from '../../domain/runs/run-input.ts';
import { knownAssignments, validPoint, withSuggestion } from '../../domain/runs/run-report.ts';
import { type ExperimentScope, loadScope } from '../../store/experiments/scope.ts';
import { createBareRun, createFinishedRun, runAlong } from '../../store/runs/runs-of-experiment.ts';
import type { Claim } from '../../store/suggestions/claim-suggestion.ts';
import type { Context } from '../context.ts';
import { refuseArchived } from '../load.ts';
import { ask } from '../suggestions/ask.ts';
import { claimExplicit } from '../suggestions/create.ts';
import { notifiesReport, reportOf, tellOptimizer } from './report.ts';

/** Changes of the experiment that one request sees through. */
const changes = 5;

/** An experiment that is changed or archived meanwhile is looked at anew. */
export async function createRunOfExperiment(
  context: Context,
  { target, body }: { target: ExperimentScope; body: NewRunInput },
) {
  const contents = newContents(body);
  for (let tries = 0, scope: ExperimentScope | null = target; scope && tries < changes; tries++) {
    refuseArchived(scope, 'runs');
    const run = await makeIn(context, scope, contents);
    if (run) return publicRun(run, contents.texts);
    scope = await loadScope(context.store, target.experiment.id);
  }
  throw tryAgain('The experiment is being changed by others.');
}

/** Null when the experiment was changed meanwhile. */
async function makeIn(context: Context, scope: ExperimentScope, contents: RunContents): Promise<Run | null> {
  const { experiment } = scope;
  const { fields, texts } = contents;
  const given = knownAssignments(experiment, fields.assignments);
  const point = validPoint(experiment, given);
  const bare = () => blankRun(context, scope, contents);
  const isBare = fields.deleted || (point === null && (fields.state !== 'active' || Object.keys(given).length > 0));
  if (isBare) {
    const run = bare();
    return (await createBareRun(scope, run, texts)) ? run : null;
  }
  if (fields.state === 'active') return suggested(context, scope, point, bare, texts);
  return finished(context, scope, bare(), texts, point ?? {});
}

function blankRun(context: Context, { experiment }: ExperimentScope, { fields, texts }: RunContents): Run {
  const { id: experimentId, client, project, development } = experiment;
  if (project === null) throw new Error(`experiment ${experimentId} has runs and no project`);
  const created = Math.floor(context.now() / 1000);
  const { user } = context.identity;
  const made = { client, project, development, user, created, experiment: experimentId };
  return newRun({ ...made, id: context.store.nextId() }, fields, texts);
}

/** Run and suggestion are made by one transaction; whichever attempt at it succeeds, its run is the one. */
async function suggested(
  context: Context,
  scope: ExperimentScope,
  point: Assignments | null,
  bare: () => Run,
  texts: RunContents['texts'],
): Promise<Run | null> {
  let made: Run | null = null;
  const along: Claim['along'] = (suggestion: Suggestion) => {
    made = checkedRun(withSuggestion(bare(), suggestion));
    return runAlong(scope, made, texts);
  };
  const suggestion = point
    ? await claimExplicit(scope, { assignments: point, task: null, metadata: null, along })
    : await ask(context, scope, null, along);
  return suggestion && made;
}

async function finished(
  context: Context,
  scope: ExperimentScope,
  run: Run,
  texts: RunContents['texts'],
  assignments: Assignments,
): Promise<Run | null> {
  const notify = notifiesReport(scope);
  const report = reportOf(scope, run, { assignments, suggestion: null });
  const stored = await createFinishedRun(scope, run, texts, report, notify);
  if (stored && notify) await tellOptimizer(context, scope);
  return stored;
}
