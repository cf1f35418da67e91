// Whether values scatter, where nothing but a repetition can show it: among categories alone no two points are near each other.
import type { Ask } from '../ask.ts';
import { at } from '../kernels/at.ts';
import type { Conditioned, Prepared } from '../model/prepared.ts';
import { mostlyReported } from '../model/scatter.ts';
import { unstack } from '../numerics/vectors.ts';
import { cardinality, pointKey, type Space } from '../space/space.ts';
import type { Point } from '../types.ts';

/**
 * Variance of an evaluation, in parts of the values' own. Where it is less another look tells nothing, but a model that is sure of its best points would
 * take it for ever: with exact values that were reported as such, 42 of 60 asks among 64 points were repetitions.
 */
export const leastScatter = 1e-3;

/** Successful evaluations before, of them those since the best value was seen; the least budget that is worth one, and what must be left of it to follow from it. */
const [enough, stood, leastBudget, fewestLeft] = [15, 10, 30, 5];

/** Numbers have neighbours, by which a model tells noise; repeating their best point made searches of three ordered ints worse (bench/studies/noise-and-tasks.md). */
const categoriesAlone = ({ dimensions, tasks }: Space): boolean => !tasks && dimensions.every(({ scale }) => !scale);

/**
 * Whether the known point that the asking school expects most of is to be measured once more, so that its luck shows and with it that of all others; once,
 * where nothing is said about noise and ten evaluations have brought nothing better: then it was luck, or little is left to find. Six tables of 64 to 1 024 points whose
 * values scatter go from .29 to .16 of what ten random points leave after 60 evaluations (bench/studies/noise-and-tasks.md).
 */
export function secondLookDue(space: Space, { rows, failures }: Prepared, { metrics, pending, budget }: Ask): boolean {
  if ((metrics[0]?.noise ?? 'unknown') !== 'unknown' || !categoriesAlone(space) || mostlyReported(rows)) return false;
  if (rows.n < enough || sinceBest(rows) < stood || (budget !== null && budget < leastBudget)) return false;
  const P = space.dimensions.length;
  const made = rows.n + failures.length / P;
  if (budget !== null && budget - made - pending.length < fewestLeft) return false;
  const keys = new Set(unstack(rows.points, P).map((point) => pointKey(space, point)));
  const isKnown = (point: Point): boolean => keys.has(pointKey(space, point));
  // A second look that failed was one, too.
  const before = keys.size < rows.n || rows.counts.some((count) => count > 1) || unstack(failures, P).some(isKnown);
  return !before && !pending.some(isKnown) && rows.n + pending.length < cardinality(space);
}

/** Rows after the one with the best value. */
const sinceBest = ({ n, values }: Prepared['rows']): number =>
  n - 1 - values.reduce((best, value, i) => (value < at(values, best) ? i : best), 0);

/** Whether a second look has shown scatter: repetitions disagreed, by more than what changes no choice. */
export const seenToScatter = (space: Space, { model }: Prepared, { noise }: Conditioned): boolean =>
  categoriesAlone(space) && model.scatters === true && noise > leastScatter;
