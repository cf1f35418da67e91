// An experiment in the optimizer's words: its search space, its observations as rows, its optimized metric turned to be minimised.

import { costOf } from '../../domain/definition/tasks.ts';
import type { EarlierExperiment } from '../../domain/definition/transfer.ts';
import type { Assignments, Definition, Experiment, Metric, Parameter, Prior } from '../../domain/experiment.ts';
import { guidingMetrics, metricValue } from '../../domain/metrics/metric.ts';
import type { Considered, Observation, Receipt } from '../../domain/observation.ts';
import { visibleAssignments } from '../../domain/parameters/assignments.ts';
import { liveCategories, liveParameters } from '../../domain/parameters/parameter.ts';
import { encode, makeSpace, type Space, wished } from '../../engine/space/space.ts';
import type * as engine from '../../engine/types.ts';
import { readEarlier } from '../../engine/values/sources.ts';

/** Conditionals come first, as categorical parameters that the others depend on. Deleted parameters and categories take no part. */
export function spaceOf(definition: Definition): Space {
  const conditionals = definition.conditionals.map(
    ({ name, values }): engine.Parameter => ({ kind: 'categorical', name, values, when: [] }),
  );
  const live = liveParameters(definition);
  const parameters = [...conditionals, ...live.map((parameter) => engineParameter(definition, parameter))];
  const constraints = definition.linearConstraints.map(({ type, threshold, terms }): engine.LinearConstraint => {
    const named = terms.map(({ name, weight }) => ({
      parameter: parameters.findIndex((p) => p.name === name),
      weight,
    }));
    return { type, threshold, terms: named };
  });
  const tasks = definition.tasks.map(({ cost }) => cost);
  return makeSpace({ parameters, constraints, ...(tasks.length > 0 ? { tasks } : {}) });
}

function engineParameter(definition: Definition, parameter: Parameter): engine.Parameter {
  const common = { name: parameter.name, when: conditionsOf(definition, parameter) };
  const log = parameter.transformation === 'log';
  if (parameter.type === 'categorical')
    return { ...common, kind: 'categorical', values: liveCategories(parameter).map(({ name }) => name) };
  if (parameter.grid) return { ...common, kind: 'grid', values: parameter.grid, log };
  const { min, max } = parameter.bounds ?? { min: 0, max: 1 };
  return { ...common, kind: parameter.type, min, max, log, prior: parameter.prior && enginePrior(parameter.prior) };
}

const enginePrior = (prior: Prior): engine.ParameterPrior =>
  prior.name === 'normal'
    ? { kind: 'normal', mean: prior.mean, scale: prior.scale }
    : { kind: 'beta', shapeA: prior.shapeA, shapeB: prior.shapeB };

const conditionsOf = ({ conditionals }: Definition, { conditions }: Parameter): engine.Condition[] =>
  Object.entries(conditions).map(([name, values]) => {
    const parent = conditionals.findIndex((conditional) => conditional.name === name);
    return { parent, values: values.map((value) => conditionals[parent]?.values.indexOf(value) ?? -1) };
  });

const signOf = ({ objective }: Metric): 1 | -1 => (objective === 'maximize' ? -1 : 1);

/** What each column of the data is for: one a metric that guides suggestions. */
export const metricsOf = (definition: Pick<Definition, 'metrics'>): engine.Metric[] =>
  guidingMetrics(definition).map((metric) => ({
    role: metric.strategy === 'constraint' ? 'constraint' : 'optimize',
    threshold: metric.threshold === null ? null : metric.threshold * signOf(metric),
    noise: metric.noise,
  }));

/** Null when today's space cannot express it. */
export const runPoint = (
  experiment: Experiment,
  space: Space,
  { assignments, task }: { readonly assignments: Assignments; readonly task: string | null },
): engine.Point | null => encode(space, visibleAssignments(experiment, assignments), costOf(experiment, task));

/** Rows of observations for the engine; what cannot be encoded today (a category that was removed) is left out. */
export function rowsOf(
  experiment: Experiment,
  space: Space,
  observations: readonly Observation[],
  metrics = guidingMetrics(experiment),
): engine.Dataset {
  const rows = observations.flatMap((observation) => {
    const point = runPoint(experiment, space, observation);
    return point ? [{ point, observation }] : [];
  });
  const points = new Float64Array(rows.length * space.dimensions.length);
  for (const [i, { point }] of rows.entries()) points.set(point, i * space.dimensions.length);
  const reported = rows.map(({ observation }) => observation);
  return { n: rows.length, points, columns: metrics.map((metric) => columnOf(metric, reported)) };
}

/** Values of one metric, turned to be minimised, and the squares of the reported deviations. */
function columnOf(metric: Metric, observations: readonly Observation[]): engine.Column {
  const variance = ({ values }: Observation): number => {
    const stddev = values.find(({ name }) => name === metric.name)?.stddev ?? null;
    return stddev === null ? Number.NaN : stddev ** 2;
  };
  return {
    values: Float64Array.from(observations, (o) => (metricValue(o, metric) ?? Number.NaN) * signOf(metric)),
    variances: Float64Array.from(observations, variance),
  };
}

/** What an earlier experiment observed, in the optimizer's words. */
export function sourcesOf(experiment: Experiment, space: Space, earlier: EarlierExperiment): engine.Sources {
  const signs = guidingMetrics(experiment).map(signOf);
  const rows = earlier.rows.map(({ assignments, values }) => ({
    assignments,
    values: signs.map((sign, k) => {
      const value = values[k] ?? null;
      return value === null ? null : value * sign;
    }),
  }));
  const parameters = earlier.parameters.map(({ name, type }) => ({ name, kind: type }));
  return readEarlier(space, { parameters, rows }, signs.length, firstPoint(experiment, space));
}

/** Points of open suggestions; those that today's space cannot express are left out. */
export const pointsOf = (
  experiment: Experiment,
  space: Space,
  open: readonly { readonly assignments: Assignments; readonly task: string | null }[],
): engine.Point[] => open.flatMap((one) => runPoint(experiment, space, one) ?? []);

/** The user's defaults as the first point to try; null when there is none. */
export function firstPoint(experiment: Experiment, space: Space): engine.Point | null {
  const known = liveParameters(experiment).flatMap(({ name, defaultValue }): [string, number | string][] =>
    defaultValue === null ? [] : [[name, defaultValue]],
  );
  return wished(space, Object.fromEntries(known));
}

/** What every ask says of the experiment, whatever it asks for. */
export const askSettings = (experiment: Experiment, space: Space) => ({
  seed: seedOf(experiment.id),
  bandwidth: experiment.parallelBandwidth ?? 1,
  budget: experiment.observationBudget,
  solutions: experiment.numSolutions ?? 1,
  first: firstPoint(experiment, space),
  metrics: metricsOf(experiment),
});

/** Predictions in the metrics' own directions. */
export const predictionsOf = (experiment: Experiment, predicted: readonly engine.Prediction[]): Receipt['predicted'] =>
  guidingMetrics(experiment).flatMap((metric, k) => {
    const prediction = predicted[k];
    if (!prediction) return [];
    const { mean, low, high } = prediction;
    const { name } = metric;
    return signOf(metric) === 1
      ? { metric: name, mean, low, high }
      : { metric: name, mean: -mean, low: -high, high: -low };
  });

/** Three digits of what did not happen are enough, and DynamoDB bills by the kilobyte. */
export const consideredOf = (experiment: Experiment, considered: readonly engine.Considered[]): Considered[] =>
  considered.map(({ arm, predicted }) => ({
    arm,
    predicted: predictionsOf(experiment, predicted).map(({ metric, mean, low, high }) => ({
      ...{ metric, mean: short(mean), low: short(low), high: short(high) },
    })),
  }));

const short = (value: number): number => Number(value.toPrecision(3));

/** The experiment's seed, 32 bits made from its id (FNV-1a). */
export function seedOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const char of id) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}
