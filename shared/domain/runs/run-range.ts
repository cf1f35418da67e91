// Which ids a list of runs has to look at: ids follow the time, so filters by id and by time of creation say between which ids a run must be.
import { compareIds, firstIdAt, moveId, unpadId } from '../id.ts';
import type { Operator, RunFilter } from './run-filter.ts';

/** Both ends excluded; null: no end. */
export type IdRange = { readonly above: string | null; readonly below: string | null };

/** Seconds by which an id and the time that stands in its run may differ: clocks of several computers, and ids that count up while a clock steps back. */
const slack = 3600;

/** No run that meets the filters has an id outside of it; not every run inside meets them. */
export const idRangeOf = (filters: readonly RunFilter[]): IdRange =>
  filters.map(rangeOf).reduce(overlap, { above: null, below: null });

function rangeOf({ field: { key }, operator, value }: RunFilter): IdRange {
  if (key === 'id' && typeof value === 'string') {
    const id = unpadId(value);
    const [low, high] = [moveId(id, -1), moveId(id, 1)];
    if (operator === '>') return { above: id, below: null };
    if (operator === '<') return { above: null, below: id };
    return inclusive(operator, low, high);
  }
  if (key !== 'created' || typeof value !== 'number') return { above: null, below: null };
  return inclusive(operator, firstIdAt((value - slack) * 1000), firstIdAt((value + 1 + slack) * 1000));
}

function inclusive(operator: Operator, low: string, high: string): IdRange {
  const [from, to] = [['==', '>', '>='].includes(operator), ['==', '<', '<='].includes(operator)];
  return { above: from ? low : null, below: to ? high : null };
}

const overlap = (a: IdRange, b: IdRange): IdRange => ({
  above: pick(a.above, b.above, 1),
  below: pick(a.below, b.below, -1),
});

/** The larger of two ids, or with -1 the smaller one; what is null sets no end. */
function pick(a: string | null, b: string | null, sign: 1 | -1): string | null {
  if (a === null || b === null) return a ?? b;
  return compareIds(a, b) * sign > 0 ? a : b;
}
