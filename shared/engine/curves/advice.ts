// Whether a training run should be stopped before its end: advice alone, the client decides.
import { bracketOf } from './brackets.ts';
import { broke, type Curve, stillImproves, worth } from './curve.ts';
import { makeForecast } from './forecast.ts';
import { isTurnedAway, rungs, type Standing, standing } from './halving.ts';
import { type Comparison, comparison, isBelowMedian } from './median-rule.ts';

export type StopRule = {
  /** `halving`: successive halving; `hyperband`: the same in several brackets; `median`: the median rule. */
  readonly kind: 'halving' | 'hyperband' | 'median';
  /** Steps of a whole run. */
  readonly longest: number;
  /** No run is judged before this step: early values may be those of the warm-up alone. */
  readonly from: number;
  /** A run is never stopped while one of so many latest reports was its best; 0: a short plateau counts. */
  readonly patience: number;
};

/** What the rule looked at. */
type Evidence = {
  /** Null below the first rung at which the run is judged, and by the median rule. */
  readonly standing: Standing | null;
  /** Steps of the rungs at which the run is judged. */
  readonly heights: readonly number[];
  /** By the median rule alone. */
  readonly comparison: Comparison | null;
};

export type Advice = {
  readonly stop: boolean;
  /** `broken`: a value is not a number; `leader`: the rule said stop, but this run is expected to end best. */
  readonly reason: 'broken' | 'finished' | 'halving' | 'median' | 'leader' | 'improving' | 'fine';
  readonly evidence: Evidence;
};

/**
 * Advice on a run as it stands: of the same curves always the same, in whatever order they came about. `others`: all other runs of the same
 * experiment, whatever their state. O(runs · reports), and for the guard, which is asked only when the rule says stop, a line for each step at which
 * runs stand.
 */
export function adviseStop(rule: StopRule, curve: Curve, others: readonly Curve[]): Advice {
  const evidence = evidenceOf(rule, curve, others);
  const advice = (stop: boolean, reason: Advice['reason']): Advice => ({ stop, reason, evidence });
  if (broke(curve)) return advice(true, 'broken');
  if (curve.finished) return advice(false, 'finished');
  if (!saysStop(curve, evidence)) return advice(false, 'fine');
  if (stillImproves(curve, rule.patience)) return advice(false, 'improving');
  if (leads(curve, others)) return advice(false, 'leader');
  return advice(true, rule.kind === 'median' ? 'median' : 'halving');
}

function evidenceOf({ kind, longest, from }: StopRule, curve: Curve, others: readonly Curve[]): Evidence {
  if (kind === 'median')
    return { standing: null, heights: [], comparison: comparison(curve, others, { longest, from }) };
  const all = rungs(longest).filter((height) => height >= from);
  const bracket = kind === 'hyperband' ? bracketOf(curve.run, Math.max(1, all.length)) : null;
  const same =
    bracket === null ? others : others.filter(({ run }) => bracketOf(run, Math.max(1, all.length)) === bracket);
  const heights = all.slice(bracket ?? 0);
  return { standing: standing(curve, same, heights), heights, comparison: null };
}

const saysStop = (curve: Curve, { standing: stands, comparison: compared }: Evidence): boolean =>
  compared ? isBelowMedian(curve, compared) : isTurnedAway(stands);

/** True when no other run has ended better, or is expected to end better, than this one is: a late starter among early ones. */
function leads(curve: Curve, others: readonly Curve[]): boolean {
  const forecast = makeForecast(others.filter(({ run }) => run !== curve.run));
  const own = forecast(curve);
  if (!own) return false;
  return others
    .filter((other) => other.run !== curve.run && !broke(other) && other.steps.length > 0)
    .every((other) => own.value <= (other.finished ? worth(other) : (forecast(other)?.value ?? worth(other))));
}
