// The rules for the values of an observation: exactly one for every metric of the experiment.
import type { Definition, Metric } from '../experiment.ts';
import { someOf } from '../listing.ts';
import type { MetricValue } from '../observation.ts';
import { invalid } from '../problem.ts';
import { byText } from '../record.ts';

export type MetricValueInput = {
  readonly name?: string | null | undefined;
  readonly value: number;
  /** Standard deviation, in the units of the value. */
  readonly value_stddev?: number | null | undefined;
};

/**
 * Sorted by metric name. A sole metric need not be named. A standard deviation that is absent is the one in `before`, null is none.
 * Throws the 400 for the first entry that breaks a rule. `field` is the path of the list.
 */
export function readValues(
  { metrics }: Definition,
  given: readonly MetricValueInput[],
  field: string,
  before: readonly MetricValue[] = [],
): readonly MetricValue[] {
  if (given.length !== metrics.length) {
    const rule = `the number of values (${given.length}) and the number of metrics (${metrics.length}) must be equal`;
    throw invalid(field, undefined, rule, `Send one value for each of: ${namesOf(metrics)}.`);
  }
  const seen = new Set<Metric>();
  const values = given.map((entry, i) => readEntry(metrics, entry, seen, before, `${field}[${i}]`));
  return values.sort((a, b) => byText(a.name ?? '', b.name ?? ''));
}

const namesOf = (metrics: readonly Metric[]): string =>
  someOf(metrics.map(({ name }) => name ?? '(the unnamed metric)'));

function readEntry(
  metrics: readonly Metric[],
  entry: MetricValueInput,
  seen: Set<Metric>,
  before: readonly MetricValue[],
  field: string,
): MetricValue {
  const metric = findMetric(metrics, entry, field);
  if (seen.has(metric))
    throw invalid(`${field}.name`, entry.name, 'is listed twice', 'Send one value for each metric.');
  seen.add(metric);
  const old = before.find(({ name }) => name === metric.name)?.stddev ?? null;
  const stddev = entry.value_stddev === undefined ? old : entry.value_stddev;
  return { name: metric.name, value: checkFinite(entry.value, `${field}.value`), stddev: checkStddev(stddev, field) };
}

function findMetric(metrics: readonly Metric[], { name }: MetricValueInput, field: string): Metric {
  const [sole] = metrics;
  if ((name === null || name === undefined) && sole && metrics.length === 1) return sole;
  const metric = metrics.find((one) => one.name === name);
  if (metric) return metric;
  if (name === null || name === undefined) {
    throw invalid(
      `${field}.name`,
      undefined,
      'is missing: an experiment with several metrics needs it',
      `Metrics: ${namesOf(metrics)}.`,
    );
  }
  throw invalid(`${field}.name`, name, `"${name}" is not a metric of this experiment`, `Metrics: ${namesOf(metrics)}.`);
}

function checkFinite(value: number, field: string): number {
  if (Number.isFinite(value)) return value + 0;
  throw invalid(field, String(value), 'must be a finite number', 'Report an evaluation without a value as failed.');
}

function checkStddev(stddev: number | null, field: string): number | null {
  if (stddev === null) return null;
  if (Number.isFinite(stddev) && stddev >= 0) return stddev + 0;
  throw invalid(
    `${field}.value_stddev`,
    stddev,
    'must be a number of at least 0',
    'Send the standard deviation, or leave the key out.',
  );
}
