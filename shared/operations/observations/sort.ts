// The orders of a list of observations: by id, time, value or deviation of a metric, or a parameter.

import { findTask } from '../../domain/definition/tasks.ts';
import type { Experiment } from '../../domain/experiment.ts';
import type { SortValue } from '../../domain/marker.ts';
import { leadingMetric } from '../../domain/metrics/metric.ts';
import type { MetricValue, Observation } from '../../domain/observation.ts';
import { liveParameters } from '../../domain/parameters/parameter.ts';
import { invalid } from '../../domain/problem.ts';
import { own } from '../../domain/record.ts';

type Sort = (observation: Observation) => SortValue;

/** Null: by id. Throws the 400 for an order that the experiment does not have. */
export function sortValueOf(experiment: Experiment, sort: string): Sort | null {
  if (sort === 'id') return null;
  if (sort === 'timestamp') return ({ created }) => created;
  if (sort === 'task') return ({ task }) => findTask(experiment, task)?.cost ?? null;
  const match = /^(value|value_stddev|parameter)(?:-(.*))?$/s.exec(sort);
  if (!match)
    throw unknown(sort, 'must be id, timestamp, task, value[-METRIC], value_stddev[-METRIC] or parameter-NAME');
  const [, kind, name] = match;
  return kind === 'parameter'
    ? byParameter(experiment, sort, name ?? '')
    : byMetric(experiment, sort, kind === 'value' ? 'value' : 'stddev', name);
}

const unknown = (sort: string, rule: string) => invalid('sort', sort, rule, 'For example sort=value.');

function byParameter(experiment: Experiment, sort: string, name: string): Sort {
  const names = [...experiment.conditionals, ...liveParameters(experiment)].map((parameter) => parameter.name);
  if (!names.includes(name)) throw unknown(sort, `must name a parameter of the experiment (${names.join(', ')})`);
  return ({ assignments }) => own(assignments, name) ?? null;
}

function byMetric(experiment: Experiment, sort: string, part: 'value' | 'stddev', name: string | undefined): Sort {
  const metric = name === undefined ? leadingMetric(experiment) : experiment.metrics.find((one) => one.name === name);
  if (!metric)
    throw unknown(
      sort,
      `must name a metric of the experiment (${experiment.metrics.map((one) => one.name).join(', ')})`,
    );
  const find = (values: readonly MetricValue[]) => values.find((value) => value.name === metric.name);
  return ({ values }) => find(values)?.[part] ?? null;
}
