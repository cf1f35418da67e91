// Whether a training run is still worth its time, next to the runs beside it. Advice alone: nothing stops by itself.
import type { Metric } from '../../domain/experiment.ts';
import { soleOptimized } from '../../domain/metrics/metric.ts';
import { invalid } from '../../domain/problem.ts';
import type { Run } from '../../domain/runs/run.ts';
import { type Curves, endOf, maxCurves, noCurves } from '../../domain/runs/run-curve.ts';
import { type Advice, adviseStop, type StopRule } from '../../engine/curves/advice.ts';
import { type Curve, worth } from '../../engine/curves/curve.ts';
import { forecast } from '../../engine/curves/forecast.ts';
import { warmUp } from '../../engine/curves/median-rule.ts';
import { ninetieth } from '../../engine/numerics/normal.ts';
import { loadScope } from '../../store/experiments/scope.ts';
import { curvesAround, findCurve, type StoredCurve } from '../../store/runs/curves.ts';
import type { FoundRun } from '../../store/runs/runs.ts';
import type { Context } from '../context.ts';
import { reasonOf, type Seen, shownNumber } from './advice-reason.ts';

type AdviceQuery = {
  readonly metric?: string | undefined;
  readonly objective?: Metric['objective'] | undefined;
  readonly rule: StopRule['kind'];
  readonly steps?: number | undefined;
  readonly from_step?: number | undefined;
  readonly patience?: number | undefined;
};

/** A run that ended by itself has gone nearly the whole way; one that ended earlier was most likely stopped, and says nothing of how runs end. */
const wholeWay = 0.9;

export async function adviseRun({ store }: Context, { target, query }: { target: FoundRun; query: AdviceQuery }) {
  const { run } = target;
  const [scope, own, around] = await Promise.all([
    run.experiment === null ? null : loadScope(store, run.experiment),
    findCurve(store, run),
    curvesAround(store, run),
  ]);
  const curves = own?.curves ?? noCurves;
  const siblings = around.filter((one) => isSibling(one, run));
  const metrics = scope?.experiment.metrics ?? [];
  const metric = metricOf(query, metrics, curves, siblings);
  const objective = query.objective ?? metrics.find(({ name }) => name === metric)?.objective ?? 'maximize';
  const sign = objective === 'maximize' ? -1 : 1;
  const told = { object: 'run_advice' as const, training_run: run.id, metric, objective };
  const lengths = [curves, ...siblings.map((one) => one.curves)].map((of) => of?.get(metric ?? '')?.length ?? 0);
  const rule = ruleOf(query, Math.max(1, ...lengths));
  const me = curveOf({ run: run.id, ended: endOf(run), curves }, metric, sign, 0);
  const others = siblings
    .map((one) => curveOf(one, metric, sign, wholeWay * rule.longest))
    .filter(({ steps }) => steps.length > 0);
  const advice = me.steps.length > 0 ? adviseStop(rule, me, others) : null;
  const kept = [...curves.keys()];
  return { ...told, ...adviceOf(run, rule, advice, { me, others, sign, metric, kept }) };
}

const ruleOf = ({ rule, steps, from_step, patience = 0 }: AdviceQuery, most: number): StopRule => {
  const longest = steps ?? most;
  return { kind: rule, longest, from: from_step ?? warmUp(longest), patience };
};

/** Runs in the same place that are not archived and of the same kind. */
const isSibling = ({ run, archived, development }: StoredCurve, own: Run): boolean =>
  run !== own.id && !archived && development === own.development;

/** Null where nothing was reported yet that could tell. */
function metricOf(
  { metric }: AdviceQuery,
  metrics: readonly Metric[],
  curves: Curves,
  siblings: readonly StoredCurve[],
): string | null {
  const names = [...curves.keys()];
  const [only, another] = names;
  if (metric === undefined) {
    const optimized = soleOptimized({ metrics })?.name ?? null;
    if (optimized !== null || another === undefined) return optimized ?? only ?? null;
    throw invalid('metric', metric, `is missing, and the checkpoints have several: ${names.join(', ')}`, 'Name one.');
  }
  const isKnown = curves.has(metric) || metrics.some(({ name }) => name === metric);
  if (isKnown || names.length === 0 || siblings.some((one) => one.curves?.has(metric))) return metric;
  const rule = `is in no curve of this run or those beside it; it has ${names.join(', ')}`;
  throw invalid('metric', metric, rule, `Name one of them: of a run the first ${maxCurves} metrics are kept.`);
}

/** `whole`: steps by which a completed run counts as finished. */
function curveOf(
  { run, curves, ended }: Pick<StoredCurve, 'run' | 'curves' | 'ended'>,
  metric: string | null,
  sign: 1 | -1,
  whole: number,
): Curve {
  const values = (curves?.get(metric ?? '') ?? []).map((value) => sign * value);
  return {
    ...{ run, steps: values.map((_, i) => i + 1) },
    values: ended === 'failed' && values.length > 0 ? values.with(-1, Number.NaN) : values,
    finished: ended === 'completed' && values.length >= whole,
  };
}

function adviceOf(run: Run, rule: StopRule, advice: Advice | null, seen: Seen) {
  const { me, others, sign } = seen;
  const stands = advice?.evidence.standing ?? null;
  const expected = endOf(run) === null ? expectedEnd(seen) : null;
  const best = worth({ ...me, values: me.values.filter(Number.isFinite) });
  return {
    rule: rule.kind,
    // A failed run is over, whether it has reported anything or not.
    action: advice?.stop || run.state === 'failed' ? ('stop' as const) : ('continue' as const),
    reason: reasonOf(run, rule, advice, seen, expected && shownNumber(expected.value)),
    ...{ step: me.steps.length, steps: rule.longest, from_step: rule.from },
    best: Number.isFinite(best) ? sign * best : null,
    rung: stands && { step: stands.rung, rank: stands.rank, reached: stands.came, places: stands.places },
    ...{ siblings: others.length, finished: others.filter(({ finished }) => finished).length },
    forecast: expected,
  };
}

/** In the metric's own sign; null as long as the engine foretells nothing. */
function expectedEnd({ me, others, sign }: Seen) {
  const found = forecast(me, others);
  if (!found) return null;
  const spread = ninetieth * found.stddev;
  const ends = [found.value - spread, Math.min(found.value + spread, worth(me))].map((end) => sign * end);
  if (!ends.every(Number.isFinite)) return null;
  return { value: sign * found.value, value_stddev: found.stddev, low: Math.min(...ends), high: Math.max(...ends) };
}
