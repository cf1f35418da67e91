// What is known about a problem after its observations: importances, advice, predictions; everything a person asks, in one place.

import type { Ask } from '../ask.ts';
import { at } from '../kernels/at.ts';
import type { PreparedSurrogate } from '../learning/surrogate.ts';
import { predictBlend } from '../model/blend.ts';
import { todays } from '../model/today.ts';
import { stack } from '../numerics/vectors.ts';
import { encode, type Space } from '../space/space.ts';
import { type History, suggest } from '../suggest.ts';
import type { Assignments, Dataset, Metric, Prediction } from '../types.ts';
import { succeeded } from '../values/dataset.ts';
import { type Advice, advise } from './advice.ts';
import { type Alike, alikeOf } from './alike.ts';
import { importances } from './importance.ts';
import { type Recommendation, recommend } from './recommend.ts';

export type Insights = {
  /** For each metric, shares by the name of the parameter, which add up to 1. */
  readonly importances: () => readonly Readonly<Record<string, number>>[];
  /** Null unless one metric is optimized: a front has no single best value to wait for. */
  readonly advice: () => Advice | null;
  /** The observed point to take; null where recommend.ts has none. */
  readonly recommendation: () => Recommendation | null;
  /** For each metric, one for each earlier experiment. */
  readonly alike: () => readonly (readonly Alike[])[];
  /** For each point, one prediction a metric; null where it cannot be encoded. */
  readonly predict: (points: readonly Assignments[]) => (readonly Prediction[] | null)[];
};

/** Evaluations that the expected gain looks ahead. */
export const ahead = 10;

/** What a prepared model of the data says; `ask`: as the next one would be made. */
export function insightsOf(space: Space, data: Dataset, prepared: PreparedSurrogate, ask: Ask): Insights {
  return {
    importances: () => prepared.metrics.map((model) => sharesByName(space, importances(space, model, ask.seed))),
    advice: () => adviceFor(space, { data, prepared }, ask),
    recommendation: () => recommend(space, prepared, ask.metrics),
    alike: () => prepared.metrics.map((model) => alikeOf(model, data.earlier?.length ?? 0)),
    predict: (points) =>
      points.map((assignments) => {
        const point = encode(space, assignments);
        return point && prepared.metrics.flatMap((model) => predictBlend(model, stack([point]), 1));
      }),
  };
}

/** The task, which comes last and has no name, is no parameter. */
export const sharesByName = ({ dimensions, tasks }: Space, shares: ArrayLike<number>): Record<string, number> =>
  Object.fromEntries(
    dimensions
      .slice(0, tasks ? -1 : undefined)
      .map(({ parameter }, i): [string, number] => [parameter.name, shares[i] ?? 0]),
  );

/**
 * Advice that looks at the points which would be asked for next. Null without a model, unless one metric is optimized, and while no observation satisfies the
 * constraint metrics: there is nothing yet that could be improved.
 */
export function adviceFor(space: Space, history: History, ask: Ask): Advice | null {
  const { data, prepared } = history;
  const models = (role: Metric['role']) => prepared?.metrics.filter((_, k) => ask.metrics[k]?.role === role) ?? [];
  const [model, second] = models('optimize');
  const values = permittedValues(space, data, ask.metrics);
  if (!model || second || !values.some(Number.isFinite)) return null;
  const next = suggest(space, history, { ...ask, count: ahead })
    .filter(({ source }) => source !== 'exhausted')
    .map(({ point }) => point);
  return advise(space, model, { ...data, values }, next, ask.seed, models('constraint'));
}

/** (n) values of the optimized metric, the first if there are several; NaN where the evaluation failed, a constraint metric is beyond its threshold or today's space ends. */
function permittedValues(space: Space, data: Dataset, metrics: readonly Metric[]): Float64Array {
  const optimized = metrics.findIndex(({ role }) => role === 'optimize');
  const ok = succeeded(data);
  const inside = todays(space, data.points);
  const holds = (i: number): boolean =>
    metrics.every(
      ({ role, threshold }, k) => role !== 'constraint' || !(at(valuesOf(data, k), i) > (threshold ?? Infinity)),
    );
  return valuesOf(data, optimized).map((value, i) => (ok[i] && inside[i] && holds(i) ? value : Number.NaN));
}

const valuesOf = ({ columns }: Dataset, k: number): Float64Array => columns[k]?.values ?? new Float64Array(0);
