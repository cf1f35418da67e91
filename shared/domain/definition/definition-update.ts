// The definition of an experiment after an update: keys that are absent keep their value.

import type { Definition, Experiment } from '../experiment.ts';
import { checkMetadata, type MetadataInput } from '../metadata.ts';
import type { MetricInput } from '../metrics/metrics-create.ts';
import { updateMetrics } from '../metrics/metrics-update.ts';
import { checkTitle } from '../name.ts';
import type { ParameterUpdate } from '../parameters/parameter-input.ts';
import { updateParameters } from '../parameters/parameters-update.ts';
import { invalid } from '../problem.ts';
import { fixedBudget } from './budget.ts';
import { checkCount } from './count.ts';
import { checkSize } from './definition-size.ts';
import { readBudget, updateProjectOf } from './placement.ts';

/** The body of an update, in the words of the wire. Null clears where it is allowed. */
export type ExperimentUpdate = {
  readonly name?: string | undefined;
  readonly state?: Experiment['state'] | undefined;
  readonly observation_budget?: number | null | undefined;
  readonly parallel_bandwidth?: number | null | undefined;
  readonly metadata?: MetadataInput | null | undefined;
  readonly metrics?: readonly MetricInput[] | undefined;
  readonly parameters?: readonly ParameterUpdate[] | undefined;
  /** Whether to look for new suggestions; the definition is the same with and without. */
  readonly no_optimize?: boolean | null | undefined;
  readonly project?: string | null | undefined;
  readonly budget?: number | null | undefined;
} & { readonly [key in (typeof fixedKeys)[number]]?: unknown };

/** What creation takes and no update does. */
const fixedKeys = ['tasks', 'type', 'num_solutions', 'conditionals', 'linear_constraints', 'transfer_from'] as const;

/** Throws the 400 for the first rule that `input` breaks. An empty update returns what was stored. */
export function updateDefinition(
  current: Experiment,
  input: ExperimentUpdate,
): { definition: Definition; state: Experiment['state'] } {
  refuseFixed(input);
  const definition: Definition = {
    name: input.name === undefined ? current.name : checkTitle(input.name, 'name'),
    type: current.type,
    parameters: updateParameters(current, input.parameters),
    conditionals: current.conditionals,
    linearConstraints: current.linearConstraints,
    transferFrom: current.transferFrom,
    metrics: updateMetrics(current.metrics, input.metrics),
    tasks: current.tasks,
    observationBudget: updateBudget(current, input),
    parallelBandwidth: kept(current.parallelBandwidth, input.parallel_bandwidth, (given) =>
      checkCount(given, 'parallel_bandwidth'),
    ),
    numSolutions: current.numSolutions,
    project: updateProjectOf(current, input.project),
    runsOnly: current.runsOnly,
    metadata: kept(current.metadata, input.metadata, (given) => checkMetadata(given)),
  };
  return { definition: checkSize(definition), state: input.state ?? current.state };
}

const kept = <T, Given>(stored: T, given: Given | undefined, read: (given: Given) => T): T =>
  given === undefined ? stored : read(given);

function updateBudget(current: Definition, input: ExperimentUpdate): number | null {
  const { field, given } = readBudget(current, input);
  if (given === undefined) return current.observationBudget;
  const rule = fixedBudget(current);
  if (rule === null) return checkCount(given, field);
  throw invalid(field, given, rule, 'Leave the key out.');
}

function refuseFixed(input: ExperimentUpdate): void {
  const key = fixedKeys.find((one) => input[one] !== undefined);
  if (key === undefined) return;
  throw invalid(key, input[key], 'cannot be changed after creation', 'Leave the key out, or create a new experiment.');
}
