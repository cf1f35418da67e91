// The definition of a new experiment, out of what a request says it is.

import type { Conditional, Definition, ExperimentType, Parameter } from '../experiment.ts';
import { checkMetadata, type MetadataInput } from '../metadata.ts';
import { createMetrics, type MetricInput } from '../metrics/metrics-create.ts';
import { checkTitle } from '../name.ts';
import { type ConditionalInput, readConditionals } from '../parameters/conditionals.ts';
import { checkCoverage } from '../parameters/coverage.ts';
import { createLinearConstraints, type LinearConstraintInput } from '../parameters/linear-constraints.ts';
import { createParameter } from '../parameters/parameter-create.ts';
import type { ParameterInput } from '../parameters/parameter-input.ts';
import { checkParameterList } from '../parameters/parameter-list.ts';
import { invalid } from '../problem.ts';
import { byName } from '../record.ts';
import { checkBudget } from './budget.ts';
import { checkCount } from './count.ts';
import { checkSize } from './definition-size.ts';
import { gridBudget } from './grid-budget.ts';
import { checkRunMetrics, type PlacementInput, readBudget, readPlacement } from './placement.ts';
import { checkSolutions } from './solutions.ts';
import { createTasks, refuseBesideTasks, type TaskInput } from './tasks.ts';
import { checkTransferFrom } from './transfer.ts';

/** The body of a creation, in the words of the wire. Null means the same as absent. */
export type ExperimentInput = PlacementInput & {
  readonly name: string;
  readonly type?: ExperimentType | null | undefined;
  readonly parameters: readonly ParameterInput[];
  readonly metrics?: readonly MetricInput[] | null | undefined;
  readonly parallel_bandwidth?: number | null | undefined;
  readonly num_solutions?: number | null | undefined;
  readonly conditionals?: readonly ConditionalInput[] | null | undefined;
  readonly linear_constraints?: readonly LinearConstraintInput[] | null | undefined;
  readonly tasks?: readonly TaskInput[] | null | undefined;
  readonly metadata?: MetadataInput | null | undefined;
  readonly transfer_from?: readonly string[] | null | undefined;
};

/**
 * Fills in defaults and sorts parameters and metrics by name.
 * Throws a 400 that names field, value, rule and way out for the first rule that `input` breaks.
 */
export function createDefinition(input: ExperimentInput): Definition {
  const type = input.type ?? 'offline';
  const name = checkTitle(input.name, 'name');
  const conditionals = readConditionals(input.conditionals ?? []);
  const parameters = createParameters(input.parameters, conditionals);
  const linearConstraints = createLinearConstraints(input.linear_constraints, parameters);
  const placement = readPlacement(input);
  if (placement.runsOnly) checkRunMetrics(input.metrics);
  const metrics = createMetrics(input.metrics);
  const tasks = createTasks(input.tasks);
  if (placement.runsOnly && tasks.length > 0) throw noTasks(input.tasks);
  const budget = readBudget(placement, input);
  const given = checkCount(budget.given, budget.field);
  if (type === 'grid') refuseConditionals(conditionals);
  const observationBudget = type === 'grid' ? gridBudget(parameters, given, budget.field) : given;
  const parallelBandwidth = checkCount(input.parallel_bandwidth, 'parallel_bandwidth');
  const numSolutions = checkCount(input.num_solutions, 'num_solutions');
  const metadata = checkMetadata(input.metadata);
  refuseBesideTasks({ tasks, metrics, numSolutions });
  checkBudget({ metrics, tasks, observationBudget, numSolutions }, budget.field);
  const transferFrom = checkTransferFrom(input.transfer_from, type);
  checkSolutions({ metrics, conditionals, observationBudget, numSolutions });
  const sorted = parameters.toSorted(byName);
  return checkSize({
    name,
    type,
    parameters: sorted,
    conditionals,
    linearConstraints,
    metrics,
    tasks,
    observationBudget,
    parallelBandwidth,
    numSolutions,
    metadata,
    transferFrom,
    ...placement,
  });
}

function createParameters(
  input: readonly ParameterInput[],
  conditionals: readonly Conditional[],
): readonly Parameter[] {
  checkParameterList(input);
  const parameters = input.map((parameter, i) => createParameter(parameter, conditionals, `parameters[${i}]`));
  checkCoverage(parameters, conditionals);
  return parameters;
}

const noTasks = (tasks: unknown) =>
  invalid('tasks', tasks, 'cannot be given in an experiment made of runs', 'Leave the key out.');

function refuseConditionals(conditionals: readonly Conditional[]): void {
  if (conditionals.length === 0) return;
  const names = conditionals.map(({ name }) => name);
  throw invalid(
    'conditionals',
    names,
    'an experiment of type grid cannot have conditionals',
    'Use type offline or random.',
  );
}
