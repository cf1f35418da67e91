// Where an experiment belongs, and what it is made of: its project, and observations or runs; the name of its budget follows from that.
import type { Experiment } from '../experiment.ts';
import { type MetricInput, metricObject } from '../metrics/metrics-create.ts';
import { invalid } from '../problem.ts';
import { checkProjectId } from '../projects/project.ts';

/** Experiments made of runs call their budget `budget`, the others `observation_budget`. */
export type PlacementInput = {
  readonly project?: string | null | undefined;
  readonly runs_only?: boolean | null | undefined;
  readonly budget?: number | null | undefined;
  readonly observation_budget?: number | null | undefined;
};

type Placement = { readonly project: string | null; readonly runsOnly: boolean };
type Budget = { readonly field: 'budget' | 'observation_budget'; readonly given: number | null | undefined };

/** Throws the 400 where a project is missing or its id is none; that there is such a project, only the store can tell. */
export function readPlacement({ project, runs_only }: PlacementInput): Placement {
  const runsOnly = runs_only ?? false;
  if (project !== null && project !== undefined) return { project: checkProjectId(project, 'project'), runsOnly };
  if (!runsOnly) return { project: null, runsOnly };
  throw invalid(
    'project',
    undefined,
    'is missing: an experiment made of runs (runs_only) needs it',
    'Send the id of a project.',
  );
}

/** The budget under the name that it has in this kind of experiment; the other name is a 400, unless it is null. */
export function readBudget({ runsOnly }: Pick<Placement, 'runsOnly'>, input: PlacementInput): Budget {
  const [field, other] = runsOnly
    ? (['budget', 'observation_budget'] as const)
    : (['observation_budget', 'budget'] as const);
  if (input[other] === null || input[other] === undefined) return { field, given: input[field] };
  const rule = runsOnly ? 'belongs to experiments made of observations' : 'belongs to experiments made of runs';
  throw invalid(other, input[other], rule, `Use ${field}.`);
}

/** Runs name their values, so every metric of theirs has a name. */
export function checkRunMetrics(given: readonly MetricInput[] | null | undefined): void {
  if (!given)
    throw invalid('metrics', given, 'is missing: an experiment made of runs needs it', 'Send a list of named metrics.');
  for (const [i, { name }] of given.map(metricObject).entries()) {
    if (name === null || name === undefined)
      throw invalid(`metrics[${i}].name`, name, 'is missing: runs report their values by name', 'Name each metric.');
  }
}

/** The project after an update: absent stays, null takes the experiment out of it. One made of runs stays where it is. */
export function updateProjectOf({ project, runsOnly }: Experiment, given: string | null | undefined): string | null {
  if (given === undefined || given === project) return project;
  if (runsOnly)
    throw invalid('project', given, 'cannot be changed in an experiment made of runs', 'Leave the key out.');
  return given === null ? null : checkProjectId(given, 'project');
}
