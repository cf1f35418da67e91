// Finds what a path names, in the caller's tenant: the same 404 for what is missing and for what is somebody else's.
import { isId } from '../domain/id.ts';
import type { Observation, QueuedSuggestion } from '../domain/observation.ts';
import { notFound, type Problem, problem } from '../domain/problem.ts';
import { type ExperimentScope, loadScope } from '../store/experiments/scope.ts';
import { readTenant, type TenantRecord } from '../store/identity/clients.ts';
import { findObservation } from '../store/observations/observations.ts';
import { findQueued } from '../store/suggestions/queued-suggestions.ts';
import { findSuggestions, type SuggestionState, suggestionKeys } from '../store/suggestions/suggestions.ts';
import type { Context } from './context.ts';

type Path = Readonly<Record<string, string>>;
type Given = Readonly<Record<string, unknown>>;

const id = (path: Path, name: string): string => path[name] ?? '';

/** Routes whose path names nothing: they are about the caller's own client, or what query or body name. */
export const loadNothing = async (): Promise<null> => null;

export async function loadExperiment(context: Context, path: Path): Promise<ExperimentScope> {
  return found(await loadScope(context.store, id(path, 'experiment')), path);
}

/** For reports: the suggestion that the body names comes with the same read. What the body says is checked later; here it is a hint. */
export async function loadForReport(context: Context, path: Path, given: Given): Promise<ExperimentScope> {
  const { suggestion } = given;
  const along = typeof suggestion === 'string' && isId(suggestion) ? suggestionKeys(suggestion) : [];
  return found(await loadScope(context.store, id(path, 'experiment'), along), path);
}

function found(scope: ExperimentScope | null, path: Path): ExperimentScope {
  if (!scope) throw notFound('experiment', id(path, 'experiment'));
  return scope;
}

export type SuggestionTarget = {
  readonly scope: ExperimentScope;
  readonly experiment: ExperimentScope['experiment'];
} & SuggestionState;

export async function loadSuggestion(context: Context, path: Path): Promise<SuggestionTarget> {
  const scope = await loadExperiment(context, path);
  const [found] = await findSuggestions(scope, [id(path, 'suggestion')]);
  if (!found) throw notFound('suggestion', id(path, 'suggestion'));
  return { scope, experiment: scope.experiment, ...found };
}

export type QueuedTarget = {
  readonly scope: ExperimentScope;
  readonly experiment: ExperimentScope['experiment'];
  readonly queued: QueuedSuggestion;
};

export async function loadQueued(context: Context, path: Path): Promise<QueuedTarget> {
  const scope = await loadExperiment(context, path);
  const queued = await findQueued(scope, id(path, 'queued'));
  if (!queued) throw notFound('queued suggestion', id(path, 'queued'));
  return { scope, experiment: scope.experiment, queued };
}

export type ObservationTarget = {
  readonly scope: ExperimentScope;
  readonly experiment: ExperimentScope['experiment'];
  readonly observation: Observation;
  readonly version: number;
};

export async function loadObservation(context: Context, path: Path): Promise<ObservationTarget> {
  const scope = await loadExperiment(context, path);
  const found = await findObservation(scope, id(path, 'observation'));
  if (!found) throw notFound('observation', id(path, 'observation'));
  return { scope, experiment: scope.experiment, ...found };
}

/** The caller's client, when the path names it. */
export async function loadClient(context: Context, path: Path): Promise<TenantRecord> {
  const record = id(path, 'client') === context.identity.tenant.client ? await readTenant(context.store) : null;
  if (!record) throw notFound('client', id(path, 'client'));
  return record;
}

/** Throws the 403 where an experiment made of runs is to take something that its runs bring. */
export function refuseRunsOnly({ experiment }: ExperimentScope, what: string): void {
  if (!experiment.runsOnly) return;
  const fix = 'Make a run: POST /v1/aiexperiments/EXPERIMENT/training_runs.';
  throw problem(403, `This experiment is made of runs, which bring its ${what}. ${fix}`);
}

/** What an archived experiment refuses. */
export function refuseArchived({ experiment }: ExperimentScope, what: string): void {
  if (experiment.state === 'deleted') throw archived(what);
}

const archived = (what: string): Problem =>
  problem(400, `The experiment is archived, so it takes no ${what}. Restore it first: PUT {"state": "active"}.`, {
    errors: [
      {
        field: 'state',
        value: 'deleted',
        rule: `an archived experiment takes no ${what}`,
        fix: 'PUT {"state": "active"} to the experiment.',
      },
    ],
  });
