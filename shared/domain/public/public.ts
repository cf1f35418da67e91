// The objects as the wire shows them: every key in the order of the specification, null where nothing is known.

import { findTask, isMultitask } from '../definition/tasks.ts';
import type { Definition, Experiment, LinearConstraint, Metric, Task } from '../experiment.ts';
import type { MetricValue, Observation, QueuedSuggestion, Receipt, Suggestion } from '../observation.ts';
import { visibleAssignments } from '../parameters/assignments.ts';
import { liveParameters } from '../parameters/parameter.ts';
import { publicParameter } from './public-parameter.ts';

/** What came of an experiment so far; `best` is the best successful observation where one metric is optimized, `budgetConsumed` counts evaluations. */
export type Progress = {
  readonly observationCount: number;
  readonly first: Observation | null;
  readonly last: Observation | null;
  readonly best: Observation | null;
  readonly budgetConsumed: number;
};

export const publicExperiment = (experiment: Experiment, progress: Progress) => ({
  object: 'experiment' as const,
  id: experiment.id,
  client: experiment.client,
  name: experiment.name,
  type: experiment.type,
  state: experiment.state,
  development: experiment.development,
  runs_only: experiment.runsOnly,
  project: experiment.project,
  user: experiment.user,
  created: experiment.created,
  updated: experiment.updated,
  metadata: experiment.metadata,
  observation_budget: experiment.observationBudget,
  parallel_bandwidth: experiment.parallelBandwidth,
  num_solutions: experiment.numSolutions,
  conditionals: experiment.conditionals.map(({ name, values }) => ({
    object: 'conditional' as const,
    name,
    values: [...values],
  })),
  linear_constraints: experiment.linearConstraints.map(publicConstraint),
  metrics: experiment.metrics.map(publicMetric),
  parameters: liveParameters(experiment).map((parameter) => publicParameter(parameter, experiment.type)),
  transfer_from: [...experiment.transferFrom],
  progress: publicProgress(experiment, progress),
  ...(isMultitask(experiment) ? { tasks: experiment.tasks.map(publicTask) } : {}),
});

const publicTask = ({ name, cost }: Task) => ({ object: 'task' as const, name, cost });

/** Nothing in an experiment without tasks. */
function taskKey(definition: Definition, name: string | null) {
  const task = findTask(definition, name);
  return task ? { task: publicTask(task) } : {};
}

const publicConstraint = ({ type, threshold, terms }: LinearConstraint) => ({
  object: 'linear_constraint' as const,
  type,
  threshold,
  terms: terms.map(({ name, weight }) => ({ object: 'constraint_term' as const, name, weight })),
});

const publicMetric = ({ name, objective, strategy, threshold, noise }: Metric) => ({
  object: 'metric' as const,
  name,
  objective,
  strategy,
  threshold,
  noise,
});

function publicProgress(experiment: Experiment, { observationCount, budgetConsumed, first, last, best }: Progress) {
  const show = (observation: Observation | null) =>
    observation && publicObservation(experiment, experiment.id, observation);
  return {
    object: 'progress' as const,
    observation_count: observationCount,
    observation_budget_consumed: budgetConsumed,
    first_observation: show(first),
    last_observation: show(last),
    best_observation: show(best),
  };
}

/** `state` is open until an observation refers to the suggestion, even one that was deleted later. */
export const publicSuggestion = (
  definition: Definition,
  experiment: string,
  suggestion: Suggestion,
  state: 'open' | 'closed',
) => ({
  object: 'suggestion' as const,
  id: suggestion.id,
  experiment,
  created: suggestion.created,
  assignments: visibleAssignments(definition, suggestion.assignments),
  state,
  deleted: suggestion.deleted,
  metadata: suggestion.metadata,
  ...taskKey(definition, suggestion.task),
  receipt: publicReceipt(suggestion.receipt),
});

const publicPrediction = ({ metric, mean, low, high }: Receipt['predicted'][number]) => ({ metric, mean, low, high });

const publicReceipt = ({ source, arm, modelVersion, dataVersion, predicted, considered = [] }: Receipt) => ({
  source,
  arm,
  model_version: modelVersion,
  data_version: dataVersion,
  predicted: predicted.map(publicPrediction),
  considered: considered.map((other) => ({ arm: other.arm, predicted: other.predicted.map(publicPrediction) })),
});

export const publicQueued = (definition: Definition, experiment: string, queued: QueuedSuggestion) => ({
  object: 'queued_suggestion' as const,
  id: queued.id,
  experiment,
  created: queued.created,
  assignments: visibleAssignments(definition, queued.assignments),
  ...taskKey(definition, queued.task),
});

export const publicObservation = (definition: Definition, experiment: string, observation: Observation) => ({
  object: 'observation' as const,
  id: observation.id,
  experiment,
  created: observation.created,
  assignments: visibleAssignments(definition, observation.assignments),
  suggestion: observation.suggestion,
  failed: observation.failed,
  metadata: observation.metadata,
  values: observation.values.map(publicValue),
  ...taskKey(definition, observation.task),
});

const publicValue = ({ name, value, stddev }: MetricValue) => ({
  object: 'metric_evaluation' as const,
  name,
  value,
  value_stddev: stddev,
});

/** One element of the list of best assignments; its id is that of the observation. */
export const publicBestAssignments = (definition: Definition, observation: Observation) => ({
  object: 'best_assignments' as const,
  id: observation.id,
  assignments: visibleAssignments(definition, observation.assignments),
  values: observation.values.map(publicValue),
  metadata: observation.metadata,
  ...(isMultitask(definition) ? { task: observation.task } : {}),
});
