// What is known about a problem after its observations: importances, advice, predictions; everything a person asks, in one place.
import { type Advice, advise } from './advice.ts';
import type { Ask } from './ask.ts';
import { predictBlend } from './blend.ts';
import { metricData } from './dataset.ts';
import { importances } from './importance.ts';
import { encode, type Space } from './space.ts';
import { type History, suggest } from './suggest.ts';
import type { PreparedSurrogate } from './surrogate.ts';
import type { Assignments, Dataset, Prediction } from './types.ts';
import { stack } from './vectors.ts';

export type Insights = {
  /** For each metric, shares by the name of the parameter, which add up to 1. */
  readonly importances: () => readonly Readonly<Record<string, number>>[];
  /** Null unless one metric alone guides the search: a front has no single best value to wait for. */
  readonly advice: () => Advice | null;
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

/** Advice that looks at the points which would be asked for next; null without a model, and unless one metric alone guides. */
export function adviceFor(space: Space, history: History, ask: Ask): Advice | null {
  const [model] = history.prepared?.metrics ?? [];
  if (!model || ask.metrics.length !== 1 || ask.metrics[0]?.role !== 'optimize') return null;
  const next = suggest(space, history, { ...ask, count: ahead })
    .filter(({ source }) => source !== 'exhausted')
    .map(({ point }) => point);
  return advise(space, model, metricData(history.data, 0), next, ask.seed);
}
