// Whether a training run should be stopped before its end: advice alone, the client decides.
import { bracketOf } from './brackets.ts';
import { broke, type Curve, stillImproves, worth } from './curve.ts';
import { forecast } from './forecast.ts';
import { isTurnedAway, rungs } from './halving.ts';
import { isBelowMedian } from './median-rule.ts';

export type StopRule = {
  /** `halving`: successive halving; `hyperband`: the same in several brackets; `median`: the median rule. */
  readonly kind: 'halving' | 'hyperband' | 'median';
  /** Steps of a whole run. */
  readonly longest: number;
  /** A run is never stopped while one of so many latest reports was its best; 0: a short plateau counts. */
  readonly patience: number;
};

export type Advice = {
  readonly stop: boolean;
  /** `broken`: a value is not a number; `leader`: the rule said stop, but this run is expected to end best. */
  readonly reason: 'broken' | 'halving' | 'median' | 'leader' | 'improving' | 'fine';
};

/**
 * Advice after the latest report of `curve`. `others`: all other runs of the same experiment, whatever their state. O(runs · reports), and O(runs²)
 * for the guard, which is asked only when the rule says stop.
 */
export function adviseStop(rule: StopRule, curve: Curve, others: readonly Curve[]): Advice {
  if (broke(curve)) return { stop: true, reason: 'broken' };
  if (curve.finished || !saysStop(rule, curve, others)) return { stop: false, reason: 'fine' };
  if (stillImproves(curve, rule.patience)) return { stop: false, reason: 'improving' };
  if (leads(curve, others)) return { stop: false, reason: 'leader' };
  return { stop: true, reason: rule.kind === 'median' ? 'median' : 'halving' };
}

function saysStop({ kind, longest }: StopRule, curve: Curve, others: readonly Curve[]): boolean {
  if (kind === 'median') return isBelowMedian(curve, others, longest);
  const heights = rungs(longest);
  if (kind === 'halving') return isTurnedAway(curve, others, heights);
  const bracket = bracketOf(curve.run, Math.max(1, heights.length));
  const same = others.filter(({ run }) => bracketOf(run, Math.max(1, heights.length)) === bracket);
  return isTurnedAway(curve, same, heights.slice(bracket));
}

/** True when the run is expected to end better than every other one has ended or is expected to: a late starter among early ones. */
function leads(curve: Curve, others: readonly Curve[]): boolean {
  const own = forecast(curve, others);
  if (!own) return false;
  return others
    .filter((other) => !broke(other) && other.steps.length > 0)
    .every((other) => {
      const rest = others.filter(({ run }) => run !== other.run);
      const expected = other.finished ? worth(other) : (forecast(other, rest)?.value ?? worth(other));
      return own.value < expected;
    });
}
