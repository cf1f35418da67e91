// Runs of an experiment: every change of theirs that its counters, suggestions or observations have to follow, in one transaction with them.
//
//   client 1  read run 3, state ── observation 9 + counters + run 4 if version 3 ── done
//   client 2  read run 3, state ── observation 9 + counters + run 4 if version 3 ──────── refused: run ── read run 4: reported already
//   reporter      (another run)      counters move ── the first two: refused: state ── read state, again with observation 10
import { tryAgain } from '../../domain/problem.ts';
import { isFinished, type Run, type RunTexts } from '../../domain/runs/run.ts';
import type { Along } from '../along.ts';
import { type ExperimentScope, isOutdated, readState } from '../experiments/scope.ts';
import { dirtyMark, type State, stateKey } from '../experiments/state.ts';
import { allOf, changeOfAll, unchangedCounters } from '../experiments/state-change.ts';
import { newObservationWrites } from '../observations/append-observations.ts';
import { countIn, type NewObservation, numbered } from '../observations/count-observations.ts';
import type { Condition } from '../table/expression.ts';
import { pause } from '../table/pause.ts';
import { transact, type Write } from '../table/table.ts';
import { hiding, type Part, showing, type Turning } from './hide-runs.ts';
import { changedRunWrites, type FoundRun, newRunWrites } from './runs.ts';

/** What the experiment counts of a run: nothing when it is archived. */
const counted = (run: Run | null): Record<string, number> => {
  if (run === null || run.deleted) return {};
  return isFinished(run) ? { runsFinished: 1 } : { runsActive: 1 };
};

const countedChange = (before: Run | null, next: Run): Record<string, number> => {
  const gone = Object.entries(counted(before)).map(([name, count]) => [name, -count]);
  return changeOfAll([{ add: Object.fromEntries(gone) }, { add: counted(next) }]).add ?? {};
};

/** Whether the experiment has to know of a change of its run. */
export const concernsExperiment = (before: Run, next: Run): boolean =>
  Object.keys(countedChange(before, next)).length > 0;

/** A new run, made together with its suggestion or its observation. */
export const runAlong = ({ store }: ExperimentScope, run: Run, texts: RunTexts): Along => ({
  writes: newRunWrites(store, run, texts),
  add: countedChange(null, run),
});

/** The experiment was neither archived nor given another space since it was loaded. */
export const asLoaded = ({ version }: ExperimentScope): Condition => ({
  expression: 'attribute_exists(#pk) AND (attribute_not_exists(#shaped) OR #shaped <= :version)',
  values: { version },
});

/** Makes a run that has neither. False when the experiment was archived or its space changed meanwhile; then nothing was written. */
export async function createBareRun(scope: ExperimentScope, run: Run, texts: RunTexts): Promise<boolean> {
  const { writes, add } = runAlong(scope, run, texts);
  const state: Write[] =
    Object.keys(add).length > 0 ? [{ update: stateKey(scope.pk), change: { add }, when: asLoaded(scope) }] : [];
  return (await transact(scope.store.table, [...writes, ...state])).done;
}

/** A new run that came to an end before it was known here, with what it reports. Null when the experiment was archived or its space changed meanwhile. */
export const createFinishedRun = (
  scope: ExperimentScope,
  run: Run,
  texts: RunTexts,
  report: NewObservation,
  notify: boolean,
): Promise<Run | null> =>
  store(scope, {
    before: null,
    next: run,
    report,
    notify,
    runWrites: (next) => newRunWrites(scope.store, next, texts),
  });

/** Puts a changed run in the place of the one that was read, with the observation that it owes. Null when somebody else changed the run meanwhile. */
export const changeRunOfExperiment = (
  scope: ExperimentScope,
  before: FoundRun,
  next: Run,
  texts: RunTexts,
  report: NewObservation | null,
  notify: boolean,
): Promise<Run | null> =>
  store(scope, {
    ...{ before: before.run, next, report, notify },
    runWrites: (stored) => changedRunWrites(scope.store, before, stored, texts),
  });

type Task = {
  readonly before: Run | null;
  readonly next: Run;
  readonly report: NewObservation | null;
  readonly notify: boolean;
  readonly runWrites: (next: Run) => Write[];
};

const mostTries = 60;

async function store(scope: ExperimentScope, task: Task): Promise<Run | null> {
  for (let tries = 0, { state } = scope; tries < mostTries; tries++, state = await readState(scope)) {
    if (task.before === null && isOutdated(scope, state)) return null;
    const { run, writes } = await transactionOf(scope, state, task);
    const outcome = await transact(scope.store.table, writes);
    if (outcome.done) return run;
    if (outcome.failed.includes('run')) return null;
    if (tries > 2) await pause(tries - 2);
  }
  throw tryAgain('Too many reports to the same experiment at once.');
}

async function transactionOf(
  scope: ExperimentScope,
  state: State,
  { before, next, report, notify, runWrites }: Task,
): Promise<{ run: Run; writes: Write[] }> {
  const now = scope.store.now();
  const [observation] = report ? numbered(scope.store, state, [report], now) : [];
  const run = observation ? { ...next, observation: observation.id } : next;
  const moved = before === null || before.deleted === next.deleted ? null : next;
  const turn = moved && (await turned(scope, state, moved, { now, notify, reports: report !== null }));
  const marks = turn?.reshapes && notify ? { setIfAbsent: dirtyMark(now, scope.experiment.id) } : {};
  const fresh = observation ? countIn(scope, state, [observation], { now, notify, late: false }) : null;
  const change = changeOfAll([
    ...[turn?.change ?? {}, marks, fresh?.change ?? {}],
    { add: countedChange(before, run) },
  ]);
  const conditions: Condition[] = [
    ...(before === null ? [asLoaded(scope)] : []),
    ...(turn ? [unchangedCounters(state)] : []),
    ...(fresh ? [fresh.when] : []),
  ];
  const when = conditions.length > 0 ? { when: allOf(...conditions) } : {};
  return {
    run,
    writes: [
      ...runWrites(run),
      ...(turn?.writes ?? []),
      ...(observation ? newObservationWrites(scope, state, [observation], now) : []),
      { update: stateKey(scope.pk), change, label: 'state', ...when },
    ],
  };
}

const turned = (scope: ExperimentScope, state: State, run: Run, turning: Turning): Promise<Part> =>
  run.deleted ? hiding(scope, state, [run]) : showing(scope, state, run, turning);
