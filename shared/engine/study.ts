// The optimizer in one process: ask and tell with the very functions and settings that the service uses.
import type { Ask } from './ask.ts';
import { checkFirst, checkOptions, checkReport } from './check-study.ts';
import { complete, type GivenProblem } from './given.ts';
import { type Insights, insightsOf } from './insights/insights.ts';
import { fewest, fitIsDue } from './learning/schedule.ts';
import {
  extendSurrogate,
  fitSurrogate,
  type PreparedSurrogate,
  prepareSurrogate,
  type Surrogate,
} from './learning/surrogate.ts';
import { stack } from './numerics/vectors.ts';
import { must } from './space/check.ts';
import { empty } from './space/confine.ts';
import { leavesPoints } from './space/feasible.ts';
import { encode, makeSpace, pointKey, wished } from './space/space.ts';
import { suggest } from './suggest.ts';
import type { Assignments, Dataset, Metric, Noise, Point, Proposal } from './types.ts';
import { countSuccesses } from './values/dataset.ts';
import { type Earlier, readEarlier } from './values/sources.ts';

export type StudyOptions = {
  /** uint32 */
  readonly seed: number;
  readonly kind?: Ask['kind'];
  readonly bandwidth?: number;
  readonly budget?: number | null;
  /** How many good points far apart are wanted; needs a budget, one optimized metric and no tasks. */
  readonly solutions?: number;
  /** Default values, of some parameters or of all: the first point, with the middle for the others. */
  readonly first?: Assignments | null;
  /** What is said about the scatter of a single metric's values; default `unknown`. */
  readonly noise?: Noise;
  /** What each value of a report is for; default: one value to be minimised, which is all that there may be beside tasks. */
  readonly metrics?: readonly Metric[];
  /** Earlier studies of the same or a similar problem, at most 20: a hint, trusted as far as it proves right. */
  readonly earlier?: readonly Earlier[];
  /** Asks that were made before, where the study goes on with what the service began (docs/engine.md); default 0. */
  readonly asks?: number;
};

export type Study = {
  /** The next point; it stays open until it is told. */
  readonly ask: () => Proposal;
  /**
   * Reports a value for each metric, a single one without a list (minimised sign; null: the evaluation failed), and their variances where known, in
   * squared units; with tasks, the cost of the one it was run as (default: the full one). Throws for assignments that cannot be encoded, and for values
   * that are no numbers or not one for each metric.
   */
  readonly tell: (assignments: Assignments, outcome: Numbers | null, variance?: Numbers, cost?: number) => void;
  /** What is known so far; null before the first report, and for studies that learn nothing (random, grid). */
  readonly insights: () => Insights | null;
};

type Numbers = number | readonly number[];

type Row = { readonly point: Point; readonly values: readonly number[]; readonly variances: readonly number[] };

/** Throws where the problem or a setting means nothing, and says what is wrong with it. */
export function makeStudy(problem: GivenProblem, options: StudyOptions): Study {
  // Who writes plain JavaScript may have left them out.
  must(options !== undefined, 'options', options, 'must have a seed', 'Give { seed: 0 }, for instance');
  const space = makeSpace(complete(problem));
  const { seed, kind = 'offline', bandwidth = 1, budget = null, solutions = 1, noise = 'unknown' } = options;
  const metrics: readonly Metric[] = options.metrics ?? [{ role: 'optimize', threshold: null, noise }];
  checkOptions(options, metrics, space.tasks !== null);
  if (!leavesPoints(space)) throw empty();
  if (options.first) checkFirst(space, options.first);
  const first = options.first ? wished(space, options.first) : null;
  const sources = options.earlier?.map((study) => readEarlier(space, study, metrics.length, first));
  const told = (): Dataset => ({ ...toData(rows, metrics), ...(sources ? { earlier: sources } : {}) });
  const rows: Row[] = [];
  let pending: Point[] = [];
  let number = options.asks ?? 0;
  let surrogate: Surrogate | null = null;
  let prepared: PreparedSurrogate | null = null;

  const learn = (): void => {
    const data = told();
    if (kind !== 'offline' || countSuccesses(data) < fewest) return;
    if (fitIsDue(surrogate?.n ?? null, data.n)) {
      surrogate = fitSurrogate(space, data, { previous: surrogate, seed, metrics });
      prepared = prepareSurrogate(space, surrogate, data);
    } else if (prepared) {
      prepared = extendSurrogate(prepared, toData(rows.slice(prepared.n), metrics));
    }
  };

  const asked = (turn: number): Ask => {
    return { kind, number: turn, seed, pending, count: 1, bandwidth, budget, solutions, first, metrics };
  };

  const ask = (): Proposal => {
    number += 1;
    const [proposal] = suggest(space, { data: told(), prepared }, asked(number));
    if (!proposal) throw new Error('The optimizer made no proposal.');
    // As it went out: decoding rounds, and what is open elsewhere is known by its assignments alone.
    pending.push(encode(space, proposal.assignments, proposal.task ?? 1) ?? proposal.point);
    return proposal;
  };

  const tell = (assignments: Assignments, outcome: Numbers | null, variance: Numbers = [], cost = 1): void => {
    const [values, known] = [outcome === null ? metrics.map(() => Number.NaN) : listOf(outcome), listOf(variance)];
    if (outcome !== null) checkReport(values, known, metrics);
    const point = encode(space, assignments, cost);
    if (!point)
      throw new Error(`Cannot encode ${JSON.stringify(assignments)}: give each active parameter a value of its kind.`);
    const key = pointKey(space, point);
    // One of them: where a space is used up the same point may be open more than once.
    const closed = pending.findIndex((open) => pointKey(space, open) === key);
    pending = pending.filter((_, i) => i !== closed);
    rows.push({ point, values, variances: metrics.map((_, k) => known[k] ?? Number.NaN) });
    learn();
  };

  const insights = (): Insights | null => prepared && insightsOf(space, told(), prepared, asked(number + 1));

  return { ask, tell, insights };
}

const listOf = (numbers: Numbers): readonly number[] => (typeof numbers === 'number' ? [numbers] : numbers);

function toData(rows: readonly Row[], metrics: readonly Metric[]): Dataset {
  const column = (pick: (row: Row) => number | undefined): Float64Array =>
    Float64Array.from(rows, (row) => pick(row) ?? Number.NaN);
  return {
    n: rows.length,
    points: stack(rows.map(({ point }) => point)),
    columns: metrics.map((_, k) => ({
      values: column(({ values }) => values[k]),
      variances: column(({ variances }) => variances[k]),
    })),
  };
}
