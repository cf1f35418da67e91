// What the settings of a study and its reports must be; the service has its own checks at the door, in the words of its users.
import { must } from './space/check.ts';
import { type Space, wished } from './space/space.ts';
import type { StudyOptions } from './study.ts';
import type { Assignments, Metric } from './types.ts';

/** Earlier studies at most. With more of them the rows that are told, of all together, would be a few of each. */
const mostSources = 20;

/** Throws for the first setting that means nothing; `hasTasks`: of a problem with tasks. */
export function checkOptions(options: StudyOptions, metrics: readonly Metric[], hasTasks: boolean): void {
  const { seed, kind = 'offline', bandwidth = 1, budget = null, solutions = 1, asks = 0 } = options;
  const isSeed = Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32;
  must(isSeed, 'seed', seed, 'must be an integer from 0 to 2³² − 1', 'Give one, 0 for instance');
  const isKind = kind === 'offline' || kind === 'random' || kind === 'grid';
  must(isKind, 'kind', kind, 'must be offline, random or grid', 'Take one of these');
  must(isCount(bandwidth, 1), 'bandwidth', bandwidth, 'must be an integer above 0', 'Say how many run at a time');
  const isBudget = budget === null || (budget > 0 && budget < Infinity);
  must(isBudget, 'budget', budget, 'must be a number above 0, or null', 'Say how many evaluations are meant');
  must(isCount(solutions, 1), 'solutions', solutions, 'must be an integer above 0', 'Leave it out for one');
  must(isCount(asks, 0), 'asks', asks, 'must be an integer from 0 on', 'Leave it out to begin anew');
  metrics.forEach(checkMetric);
  must(metrics.length > 0, 'metrics', metrics, 'must not be empty', 'Leave it out for one value to be minimised');
  const isSingle = metrics.filter(({ role }) => role === 'optimize').length === 1;
  const canSeparate = solutions === 1 || (budget !== null && isSingle);
  must(canSeparate, 'solutions', solutions, 'needs a budget and one optimized metric', 'Give them, or leave it out');
  const { earlier = [] } = options;
  const rule = `must be at most ${mostSources}: each is learned about by a fit of its own`;
  must(earlier.length <= mostSources, 'earlier', earlier.length, rule, 'Take those that are most like this one');
  if (hasTasks) checkBesideTasks(metrics, solutions);
}

/** The best full run is one observation of one metric. */
function checkBesideTasks(metrics: readonly Metric[], solutions: number): void {
  const isAlone = metrics.length === 1 && metrics[0]?.role === 'optimize';
  must(isAlone, 'metrics', metrics, 'must be one optimized metric beside tasks', 'Leave out the others, or the tasks');
  must(solutions === 1, 'solutions', solutions, 'must be 1 beside tasks', 'Leave it out, or the tasks');
}

function checkMetric({ role, threshold, noise = 'unknown' }: Metric, index: number): void {
  const where = `of metrics[${index}]`;
  const isRole = role === 'optimize' || role === 'constraint';
  must(isRole, `role ${where}`, role, 'must be optimize or constraint', 'Take one of these');
  const holds = threshold === null ? role === 'optimize' : Number.isFinite(threshold);
  const rule = `must be a finite number${role === 'optimize' ? ', or null' : ''}`;
  must(holds, `threshold ${where}`, threshold, rule, 'Say what the metric has to reach');
  const isNoise = noise === 'unknown' || noise === 'none' || noise === 'known';
  must(isNoise, `noise ${where}`, noise, 'must be unknown, none or known', 'Leave it out if you cannot tell');
}

/** Throws where the first point names no parameter, or has what is no value of it; a wish that is not heard would look like one that is. */
export function checkFirst(space: Space, first: Assignments): void {
  for (const [name, value] of Object.entries(first)) {
    const point = wished(space, { [name]: value });
    const isInside = point?.every((unit, i) => !space.dimensions[i]?.scale || !(Math.abs(unit - 0.5) > 0.5)) ?? false;
    const rule = 'must be a value of a parameter of that name, within its bounds';
    must(isInside, `first value of ${name}`, value, rule, 'Correct it, or leave it out');
  }
}

/** Throws for values that are no numbers, of which there must be one a metric, and for variances that cannot be. */
export function checkReport(values: readonly number[], variances: readonly number[], metrics: readonly Metric[]): void {
  const failed = 'Tell null for an evaluation that failed';
  must(values.length === metrics.length, 'values', values, `must be one for each of ${metrics.length} metrics`, failed);
  for (const value of values) must(Number.isFinite(value), 'value', value, 'must be a finite number', failed);
  for (const variance of variances) {
    const holds = Number.isNaN(variance) || (variance >= 0 && variance < Infinity);
    must(holds, 'variance', variance, 'must be a finite number from 0 on', 'Leave it out where it is not known');
  }
}

const isCount = (value: number, least: number): boolean => Number.isInteger(value) && value >= least;
