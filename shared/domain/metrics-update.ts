// The metrics of an update: they may be repeated, but not changed.
import type { Metric } from './experiment.ts';
import { someOf } from './listing.ts';
import { checkThreshold, type MetricInput, type MetricObject, metricObject } from './metrics-create.ts';
import { invalid } from './problem.ts';

/** Throws the 400 for the first entry that says something else than what is stored. A sole metric need not be named. */
export function checkMetricsUnchanged(stored: readonly Metric[], given: readonly MetricInput[] | undefined): void {
  if (given === undefined) return;
  if (given.length !== stored.length) {
    const rule = `has ${given.length} entries, but the experiment has ${stored.length} metrics, which cannot be added or removed`;
    throw invalid('metrics', undefined, rule, 'Send every metric once, or leave the key out.');
  }
  const seen = new Set<Metric>();
  for (const [i, entry] of given.entries()) checkEntry(stored, metricObject(entry), seen, `metrics[${i}]`);
}

function checkEntry(stored: readonly Metric[], entry: MetricObject, seen: Set<Metric>, field: string): void {
  const metric = findMetric(stored, entry, field);
  if (seen.has(metric))
    throw invalid(`${field}.name`, entry.name, `Duplicate metric name: ${entry.name}`, 'Send every metric once.');
  seen.add(metric);
  for (const key of ['objective', 'strategy'] as const) {
    const value = entry[key] ?? metric[key];
    if (value !== metric[key])
      throw invalid(`${field}.${key}`, value, `is ${metric[key]} and cannot be changed`, 'Leave the key out.');
  }
  checkThreshold(
    { ...metric, threshold: entry.threshold },
    stored.filter(({ strategy }) => strategy === 'optimize').length,
    field,
  );
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
