// Advice on a training run in plain words, with the numbers that it rests on.
import type { Run } from '../../domain/runs/run.ts';
import { endOf } from '../../domain/runs/run-curve.ts';
import type { Advice, StopRule } from '../../engine/curves/advice.ts';
import { type Curve, worth } from '../../engine/curves/curve.ts';
import { fewest, type Standing } from '../../engine/curves/halving.ts';
import { type Comparison, fewestFinished } from '../../engine/curves/median-rule.ts';

export type Seen = {
  readonly me: Curve;
  readonly others: readonly Curve[];
  /** -1: the metric is maximized, and the curves have it turned. */
  readonly sign: 1 | -1;
  readonly metric: string | null;
  /** Metrics whose curves are kept of the run. */
  readonly kept: readonly string[];
};

export const shownNumber = (value: number): string => String(Number(value.toPrecision(6)));

/** `advice`: null before the first value; `expected`: where the run is expected to end. */
export function reasonOf(run: Run, rule: StopRule, advice: Advice | null, seen: Seen, expected: string | null): string {
  if (run.state === 'failed') return 'The run has failed.';
  if (endOf(run) !== null) return 'The run has come to its end: there is nothing left to stop.';
  if (!advice) return nothingYet(run, seen);
  const { standing, comparison, heights } = advice.evidence;
  const place = comparison ? byMedian(comparison, seen) : byRung(standing, heights, seen);
  if (advice.reason === 'improving')
    return `${place} But its best value is among its latest ${rule.patience}, and patience was asked for.`;
  if (advice.reason === 'leader') return `${place} But no run is expected to end better: at ${expected}.`;
  return place;
}

function nothingYet({ checkpoints }: Run, { metric, kept }: Seen): string {
  if (checkpoints === 0) return 'The run has no checkpoint yet.';
  if (kept.length > 0) return `Of the run no value of ${metric} is kept; what is kept: ${kept.join(', ')}.`;
  return 'No values of the checkpoints of the run are kept.';
}

function byRung(stands: Standing | null, heights: readonly number[], { me }: Seen): string {
  const [first] = heights;
  if (first === undefined)
    return `It has ${counted(me.steps.length, 'step')}, and there is no rung at which it would be compared.`;
  if (!stands) return `It has ${counted(me.steps.length, 'step')}; runs are compared from step ${first} on.`;
  const { rung, rank, came, places } = stands;
  if (came < fewest)
    return `Too few runs to compare: ${came} came to step ${rung}, and nobody is turned away before there are ${fewest}.`;
  const verdict = rank > places ? `only the best ${places} go on` : `the best ${places} go on`;
  return `At step ${rung} it is number ${rank} of ${came} runs that came there, and ${verdict}.`;
}

function byMedian({ from, finished, median }: Comparison, { me, sign }: Seen): string {
  const steps = me.steps.length;
  if (steps < from)
    return `It has ${counted(steps, 'step')}; the median rule leaves every run alone until step ${from}.`;
  if (finished < fewestFinished)
    return `Too few runs to compare: ${finished} have come to their end, and the median rule needs ${fewestFinished}.`;
  const own = worth(me);
  const [mine, middle] = [shownNumber(sign * own), shownNumber(sign * median)];
  const verdict = own > median ? 'is worse than' : 'is not worse than';
  return `Its best value, ${mine}, ${verdict} ${middle}, the median of the averages of ${finished} finished runs up to step ${steps}.`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
