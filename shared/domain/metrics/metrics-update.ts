// The metrics of an update: all of them are repeated, and only their thresholds may change.
import type { Metric } from '../experiment.ts';
import { someOf } from '../listing.ts';
import { invalid } from '../problem.ts';
import { checkThreshold, type MetricInput, type MetricObject, metricObject } from './metrics-create.ts';

/** Throws the 400 for the first entry that changes anything but a threshold. A sole metric need not be named; a threshold that is absent stays. */
export function updateMetrics(stored: readonly Metric[], given: readonly MetricInput[] | undefined): readonly Metric[] {
  if (given === undefined) return stored;
  if (given.length !== stored.length) {
    const rule = `has ${given.length} entries, but the experiment has ${stored.length} metrics, which cannot be added or removed`;
    throw invalid('metrics', undefined, rule, 'Send every metric once, or leave the key out.');
  }
  const thresholds = new Map<Metric, number | null>();
  for (const [i, entry] of given.entries()) {
    const object = metricObject(entry);
    const metric = findMetric(stored, object, `metrics[${i}]`);
    if (thresholds.has(metric)) {
      throw invalid(
        `metrics[${i}].name`,
        object.name,
        `Duplicate metric name: ${object.name}`,
        'Send every metric once.',
      );
    }
    thresholds.set(metric, readThreshold(stored, metric, object, `metrics[${i}]`));
  }
  return stored.map((metric) => ({ ...metric, threshold: thresholds.get(metric) ?? null }));
}

const wayOut =
  'Leave the key out, or create a new experiment; its transfer_from may take along what this one observed.';

function readThreshold(stored: readonly Metric[], metric: Metric, entry: MetricObject, field: string): number | null {
  for (const key of ['objective', 'strategy', 'noise'] as const) {
    const value = entry[key] ?? metric[key];
    if (value !== metric[key])
      throw invalid(`${field}.${key}`, value, `is ${metric[key]} and cannot be changed`, wayOut);
  }
  const threshold = entry.threshold === undefined ? metric.threshold : entry.threshold;
  checkThreshold({ ...metric, threshold }, stored.filter(({ strategy }) => strategy === 'optimize').length, field);
  return threshold;
}

function findMetric(stored: readonly Metric[], { name }: MetricObject, field: string): Metric {
  const [sole] = stored;
  const unnamed = name === null || name === undefined;
  const metric = unnamed && stored.length === 1 ? sole : stored.find((one) => one.name === (name ?? null));
  if (metric) return metric;
  const names = someOf(stored.map((one) => one.name ?? '(unnamed)'));
  throw invalid(
    `${field}.name`,
    name,
    'is not a metric of this experiment; metrics cannot be renamed',
    `Its metrics: ${names}.`,
  );
}
