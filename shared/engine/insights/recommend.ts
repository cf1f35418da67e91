// Which of the observed points to take: where values scatter, the best of them is mostly the luckiest.
import { at } from '../kernels/at.ts';
import type { PreparedSurrogate } from '../learning/surrogate.ts';
import { predictBlend } from '../model/blend.ts';
import type { Prepared } from '../model/prepared.ts';
import { liesInside } from '../model/today.ts';
import { stack, unstack } from '../numerics/vectors.ts';
import { decode, type Space } from '../space/space.ts';
import type { Assignments, Metric, Point, Prediction } from '../types.ts';
import type { Rows } from '../values/rows.ts';
import { eligible, inFull } from './eligible.ts';

/** An observed point with what is expected there of a full run, one prediction a metric. */
export type Recommendation = { readonly assignments: Assignments; readonly predicted: readonly Prediction[] };

/** `values`: what was observed there, one a metric; undefined where its model has no such row. */
type Candidate = Pick<Recommendation, 'predicted'> & {
  readonly point: Point;
  readonly values: readonly (number | undefined)[];
};

/**
 * Of the observed points whose constraint metrics hold, the one whose interval of the optimized metric ends lowest; by its upper end and not its middle,
 * because of many points that look good the one expected to be best is mostly overrated, most where the two schools disagree, and there the
 * interval is wide (bench/studies/recommendation.md). Where the user says that a metric does not scatter, its values count as they were observed. Null without a model,
 * unless one metric is optimized, where no observed point is expected to satisfy the constraints, and where none lies within today's bounds. O(n²) for each of
 * n ≤ 1000 rows and each metric.
 */
export function recommend(
  space: Space,
  prepared: PreparedSurrogate,
  metrics: readonly Metric[],
): Recommendation | null {
  const optimized = metrics.flatMap(({ role }, k) => (role === 'optimize' ? [k] : []));
  const [target = -1] = optimized;
  const model = prepared.metrics[target];
  if (!model || optimized.length > 1) return null;
  const worth = (one: Candidate): number => endOf(one, metrics, target, 'high');
  const candidates = holding(candidatesOf(space, model, prepared.metrics), metrics);
  const [first, ...others] = candidates;
  if (!first) return null;
  const { point, predicted } = others.reduce((best, one) => (worth(one) < worth(best) ? one : best), first);
  return { assignments: decode(space, point), predicted };
}

/** Those rows of today's space that may be the best so far, run in full; none where some metric has no model. */
function candidatesOf(space: Space, { rows }: Prepared, models: readonly Prepared[]): readonly Candidate[] {
  const P = space.dimensions.length;
  const counts = eligible(space, rows);
  const known = unstack(rows.points, P).filter((point, i) => counts[i] && liesInside(space, point));
  const full = inFull(space, stack(known));
  const expected = models.map((model) => predictBlend(model, full, known.length));
  if (expected.some(({ length }) => length < known.length)) return [];
  const observed = models.map((model) => valuesByPoint(model.rows, P));
  return unstack(full, P).map((point, i) => ({
    point,
    values: observed.map((values) => values.get(String(known[i]))),
    predicted: expected.flatMap((one) => one[i] ?? []),
  }));
}

const valuesByPoint = ({ points, values }: Rows, P: number): ReadonlyMap<string, number> =>
  new Map(unstack(points, P).map((point, i) => [String(point), at(values, i)]));

/** What is expected of a metric, or was observed where it does not scatter. */
function endOf({ values, predicted }: Candidate, metrics: readonly Metric[], k: number, end: 'mean' | 'high'): number {
  const exact = metrics[k]?.noise === 'none' ? values[k] : undefined;
  return exact ?? predicted[k]?.[end] ?? Infinity;
}

/** Those that hold with nine chances of ten for each constraint metric; if there are none, those that hold more likely than not. */
function holding(candidates: readonly Candidate[], metrics: readonly Metric[]): readonly Candidate[] {
  const by = (end: 'mean' | 'high') => (one: Candidate) =>
    metrics.every(({ role, threshold }, k) => {
      return role !== 'constraint' || endOf(one, metrics, k, end) <= (threshold ?? Infinity);
    });
  const sure = candidates.filter(by('high'));
  return sure.length > 0 ? sure : candidates.filter(by('mean'));
}
