// The learning curves of a training run: the values of a few metrics, one after the other as its checkpoints brought them.
import type { CheckpointValue } from './checkpoint.ts';
import { isFinished, type Run } from './run.ts';

/** By the metric's name, in the order of its steps: the k-th value that a run reports of a metric is its step k. */
export type Curves = ReadonlyMap<string, readonly number[]>;

/** Metrics whose curves are kept of a run; those that its experiment optimizes come in whatever was there before. */
export const maxCurves = 4;

export const noCurves: Curves = new Map();

export function withValues(curves: Curves, values: readonly CheckpointValue[], optimized: readonly string[]): Curves {
  const next = new Map(curves);
  const wanted = values.toSorted((a, b) => Number(optimized.includes(b.name)) - Number(optimized.includes(a.name)));
  for (const { name, value } of wanted) {
    const before = next.get(name);
    if (before || next.size < maxCurves || optimized.includes(name)) next.set(name, [...(before ?? []), value]);
  }
  return next;
}

export type RunEnd = 'completed' | 'failed';

/** How a run came to its end; null while it goes on. */
export function endOf(run: Pick<Run, 'state' | 'observation' | 'completed'>): RunEnd | null {
  if (run.state === 'failed') return 'failed';
  return isFinished(run) ? 'completed' : null;
}
