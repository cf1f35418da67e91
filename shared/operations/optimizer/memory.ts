// What a warm function remembers between requests: the views of the experiments it served last. Losing it costs time, never an answer.
import type { View } from './view.ts';

/** Experiments, and doubles held by their rows and factors together (8 bytes each): 64 MB of a function's 512 and more. */
const most = { views: 32, doubles: 8_000_000 };

const views = new Map<string, View>();

export const recall = (pk: string): View | null => views.get(pk) ?? null;
export const forget = (pk: string): boolean => views.delete(pk);

/** Keeps a view as the newest and drops the oldest ones until all fit; one that alone does not fit is not kept. */
export function remember(pk: string, view: View): void {
  views.delete(pk);
  views.set(pk, view);
  let held = [...views.values()].reduce((sum, kept) => sum + doublesOf(kept), 0);
  for (const [oldest, kept] of views) {
    if (held <= most.doubles && views.size <= most.views) return;
    views.delete(oldest);
    held -= doublesOf(kept);
  }
}

/** Rows, and a factor of n x n for each metric where there is a model (its subset is at most a thousand rows). */
const doublesOf = ({ data, prepared }: View): number =>
  data.points.length + data.columns.length * (2 * data.n + (prepared ? Math.min(data.n, 1000) ** 2 : 0));
