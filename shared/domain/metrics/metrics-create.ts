// The metrics of a new experiment: up to two that are optimized, up to four constraints, any number that are stored.
import type { Metric } from '../experiment.ts';
import { checkName } from '../name.ts';
import { invalid } from '../problem.ts';
import { byText } from '../record.ts';

export type MetricObject = {
  readonly name?: string | null | undefined;
  readonly objective?: Metric['objective'] | null | undefined;
  readonly strategy?: Metric['strategy'] | null | undefined;
  readonly threshold?: number | null | undefined;
  readonly noise?: Metric['noise'] | null | undefined;
};
/** Text is the name of a metric that is maximized. */
export type MetricInput = string | MetricObject;

const maxMetrics = 50;
const maxOptimized = 2;
const maxConstraints = 4;

export const metricObject = (input: MetricInput): MetricObject => (typeof input === 'string' ? { name: input } : input);

/** Sorted by name. Nothing at all is one unnamed metric to be maximized. */
export function createMetrics(given: readonly MetricInput[] | null | undefined): readonly Metric[] {
  if (given === null || given === undefined)
    return [{ name: null, objective: 'maximize', strategy: 'optimize', threshold: null, noise: 'unknown' }];
  const input = given.map(metricObject);
  checkNumber(input);
  checkNames(input);
  checkStrategies(input);
  return input.map(toMetric).sort((a, b) => byText(a.name ?? '', b.name ?? ''));
}

const strategyOf = ({ strategy }: MetricObject): Metric['strategy'] => strategy ?? 'optimize';

const toMetric = (input: MetricObject): Metric => ({
  name: input.name ?? null,
  objective: input.objective ?? 'maximize',
  strategy: strategyOf(input),
  threshold: input.threshold ?? null,
  noise: input.noise ?? 'unknown',
});

function checkNumber(input: readonly MetricObject[]): void {
  if (input.length === 0) {
    throw invalid(
      'metrics',
      [],
      'The `metrics` list must contain a metric',
      'Name one, or leave the key out for an unnamed one.',
    );
  }
  if (input.length <= maxMetrics) return;
  throw invalid('metrics', undefined, `at most ${maxMetrics} are allowed and ${input.length} were sent`, 'Send fewer.');
}

function checkNames(input: readonly MetricObject[]): void {
  const seen = new Set<string>();
  for (const [i, { name }] of input.entries()) {
    const field = `metrics[${i}].name`;
    if (name !== null && name !== undefined) checkName(name, field);
    else if (input.length > 1)
      throw invalid(field, null, 'Multimetric experiments do not support unnamed metrics', 'Name each metric.');
    if (name && seen.has(name))
      throw invalid(field, name, `Duplicate metric name: ${name}`, 'Give each metric its own name.');
    seen.add(name ?? '');
  }
}

function checkStrategies(input: readonly MetricObject[]): void {
  const optimized = input.filter((metric) => strategyOf(metric) === 'optimize');
  const constraints = input.filter((metric) => strategyOf(metric) === 'constraint');
  if (optimized.length + constraints.length === 0) {
    throw invalid(
      'metrics',
      undefined,
      'at least one metric must have the strategy optimize or constraint',
      'Change the strategy of one.',
    );
  }
  checkAtMost(optimized.length, maxOptimized, 'optimize');
  checkAtMost(constraints.length, maxConstraints, 'constraint');
  for (const [i, metric] of input.entries()) checkThreshold(metric, optimized.length, `metrics[${i}]`);
}

function checkAtMost(count: number, limit: number, strategy: string): void {
  if (count <= limit) return;
  const rule = `at most ${limit} metrics may have the strategy ${strategy} and ${count} have it`;
  throw invalid('metrics', undefined, rule, 'Give the others the strategy store.');
}

/** Shared with updates: where a threshold may stand. */
export function checkThreshold(metric: MetricObject, optimizedCount: number, field: string): void {
  const strategy = strategyOf(metric);
  const given = metric.threshold ?? null;
  const refuse = (rule: string, fix: string) => invalid(`${field}.threshold`, given ?? undefined, rule, fix);
  if (strategy === 'constraint' && given === null)
    throw refuse('is missing: a constraint metric needs it', 'Send a number.');
  if (given !== null && !Number.isFinite(given)) throw refuse('must be a finite number', 'Send such a number.');
  if (given === null || strategy === 'constraint') return;
  if (strategy === 'store') throw refuse('is not allowed for a metric that is only stored', 'Leave the key out.');
  if (optimizedCount === 1) throw refuse('is not allowed for the only optimized metric', 'Leave the key out.');
}
