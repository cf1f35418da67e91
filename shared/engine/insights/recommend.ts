// Which of the observed points to take: where values scatter, the best of them is mostly the luckiest.
import { at } from '../kernels/at.ts';
import type { PreparedSurrogate } from '../learning/surrogate.ts';
import { predictBlend } from '../model/blend.ts';
import type { Prepared } from '../model/prepared.ts';
import { decode, type Space } from '../space/space.ts';
import type { Assignments, Metric, Point, Prediction } from '../types.ts';
import { chooseRows, type Rows } from '../values/rows.ts';
import { eligible, inFull } from './eligible.ts';

/** An observed point with what is expected there of a full run, one prediction a metric. */
export type Recommendation = { readonly assignments: Assignments; readonly predicted: readonly Prediction[] };

type Candidate = Pick<Recommendation, 'predicted'> & { readonly point: Point; readonly value: number };

/**
 * Of the observed points whose constraint metrics hold, the one whose interval of the optimized metric ends lowest; by its upper end and not its middle,
 * because of many points that look good the one expected to be best is overrated more often than not, most where the two schools disagree, and there the
 * interval is wide (bench/studies/recommendation.md). The best value, where the user says that values do not scatter. Null without a model, unless one metric is
 * optimized, and where no observed point is expected to satisfy the constraints. O(n²) for each of n ≤ 1000 rows and each metric.
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
  const worth = ({ predicted, value }: Candidate): number =>
    metrics[target]?.noise === 'none' ? value : (predicted[target]?.high ?? Infinity);
  const candidates = holding(candidatesOf(space, model, prepared.metrics), metrics);
  const [first, ...others] = candidates;
  if (!first) return null;
  const { point, predicted } = others.reduce((best, one) => (worth(one) < worth(best) ? one : best), first);
  return { assignments: decode(space, point), predicted };
}

/** Those rows that may be the best so far, run in full; none where some metric has no model. */
function candidatesOf(space: Space, { rows }: Prepared, models: readonly Prepared[]): readonly Candidate[] {
  const P = space.dimensions.length;
  const counts = eligible(space, rows);
  const { n, values, points }: Rows = chooseRows(
    rows,
    P,
    counts.flatMap((is, i) => (is ? [i] : [])),
  );
  const full = inFull(space, points);
  const expected = models.map((model) => predictBlend(model, full, n));
  if (expected.some(({ length }) => length < n)) return [];
  return Array.from({ length: n }, (_, i) => ({
    ...{ point: full.slice(i * P, i * P + P), value: at(values, i) },
    predicted: expected.flatMap((all) => all[i] ?? []),
  }));
}

/** Those that hold with nine chances of ten for each constraint metric; if there are none, those that hold more likely than not. */
function holding(candidates: readonly Candidate[], metrics: readonly Metric[]): readonly Candidate[] {
  const by = (end: 'mean' | 'high') => (one: Candidate) =>
    metrics.every(({ role, threshold }, k) => {
      return role !== 'constraint' || (one.predicted[k]?.[end] ?? Infinity) <= (threshold ?? Infinity);
    });
  const sure = candidates.filter(by('high'));
  return sure.length > 0 ? sure : candidates.filter(by('mean'));
}
