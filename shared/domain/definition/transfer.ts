// Earlier experiments as a hint for a new one: which may be named, and which of their observations are taken along.

import type { Assignments, Definition, Experiment, ExperimentType, Parameter } from '../experiment.ts';
import { isId } from '../id.ts';
import { guidingMetrics, metricValue } from '../metrics/metric.ts';
import type { Observation } from '../observation.ts';
import { visibleAssignments } from '../parameters/assignments.ts';
import { liveParameters } from '../parameters/parameter.ts';
import { invalid, type Problem } from '../problem.ts';
import { costOf } from './tasks.ts';
import { fillRows, pickObservations } from './transfer-rows.ts';

/** What a new experiment keeps of an earlier one, as it was when the new one was made: later changes of the earlier one do not reach it. */
export type EarlierExperiment = {
  readonly experiment: string;
  /** Its parameters and conditionals. */
  readonly parameters: readonly { readonly name: string; readonly type: Parameter['type'] }[];
  /** Values by the new experiment's guiding metrics, as reported; null: failed, or not measured. */
  readonly rows: readonly { readonly assignments: Assignments; readonly values: readonly (number | null)[] }[];
};

/** Each is tried on its own in every fit, and a column of the model if it is believed. */
const mostSources = 5;

/** Ids of earlier experiments, each once. Whether they exist, and have anything to say, is not looked at. */
export function checkTransferFrom(
  given: readonly string[] | null | undefined,
  type: ExperimentType,
): readonly string[] {
  const ids = given ?? [];
  if (ids.length > 0 && type !== 'offline') {
    const rule = `an experiment of type ${type} learns from no observations`;
    throw invalid('transfer_from', ids, rule, 'Leave the key out, or use type offline.');
  }
  if (ids.length > mostSources)
    throw invalid('transfer_from', ids, `must not name more than ${mostSources} experiments`, 'Send fewer.');
  for (const [i, id] of ids.entries()) {
    const field = `transfer_from[${i}]`;
    if (!isId(id)) throw invalid(field, id, 'is not the id of an experiment', 'Send ids of earlier experiments.');
    if (ids.indexOf(id) < i) throw invalid(field, id, 'is named twice', 'Name each experiment once.');
  }
  return ids;
}

/** The same for what is missing, and for what belongs to somebody else. */
export const noSuchExperiment = (index: number, id: string): Problem =>
  invalid(
    `transfer_from[${index}]`,
    id,
    'is no experiment of this client',
    'Send ids of earlier experiments of the same client.',
  );

/** The best full evaluations by the leading metric, and others spread over the time. Throws the 400 when the two have no metric or no parameter in common. */
export function takeAlong(
  definition: Definition,
  earlier: Experiment,
  observations: readonly Observation[],
  index: number,
): EarlierExperiment {
  const parameters = [
    ...earlier.conditionals.map(({ name }) => ({ name, type: 'categorical' as const })),
    ...liveParameters(earlier).map(({ name, type }) => ({ name, type })),
  ];
  checkCommon(definition, earlier, parameters, index);
  const inFull = observations.filter(({ task }) => costOf(earlier, task) === 1);
  const rows = pickObservations(definition, inFull).map((observation) => ({
    assignments: visibleAssignments(earlier, observation.assignments),
    values: guidingMetrics(definition).map((metric) => metricValue(observation, metric)),
  }));
  return fillRows({ experiment: earlier.id, parameters }, rows);
}

function checkCommon(
  definition: Definition,
  earlier: Experiment,
  parameters: EarlierExperiment['parameters'],
  index: number,
): void {
  const refuse = (what: string): Problem =>
    invalid(`transfer_from[${index}]`, earlier.id, `has no ${what} in common with this experiment`, 'Leave it out.');
  const measured = new Set(earlier.metrics.map(({ name }) => name));
  if (!guidingMetrics(definition).some(({ name }) => measured.has(name))) throw refuse('metric');
  const named = [
    ...definition.conditionals.map(({ name }) => ({ name, categorical: true })),
    ...liveParameters(definition).map(({ name, type }) => ({ name, categorical: type === 'categorical' })),
  ];
  const common = named.some(({ name, categorical }) =>
    parameters.some((other) => other.name === name && (other.type === 'categorical') === categorical),
  );
  if (!common) throw refuse('parameter (by name and type)');
}
