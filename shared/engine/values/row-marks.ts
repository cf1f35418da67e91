// Marks by which single rows are known again in data that may have been corrected meanwhile.
import { at } from '../kernels/at.ts';
import { hash } from '../numerics/random.ts';
import { chooseRows, type Rows } from './rows.ts';

/** 53 bits of a row's value, observations and place: what was corrected or repeated is another row, and no outlier until it is found to be one. */
export function markOf({ points, values, counts }: Rows, P: number, i: number): number {
  const words = new Uint32Array(
    Float64Array.of(at(values, i), at(counts, i), ...points.subarray(i * P, i * P + P)).buffer,
  );
  return hash(0, ...words) * 2 ** 21 + (hash(1, ...words) >>> 11);
}

/** The rows without those of the given marks, and these. */
export function parted(rows: Rows, P: number, marks: readonly number[] = []): { kept: Rows; left: Rows } {
  const gone = new Set(marks);
  const every = Array.from({ length: rows.n }, (_, i) => i);
  const isGone = every.map((i) => gone.size > 0 && gone.has(markOf(rows, P, i)));
  const of = (which: boolean): Rows =>
    chooseRows(
      rows,
      P,
      every.filter((i) => isGone[i] === which),
    );
  return isGone.includes(true) ? { kept: of(false), left: of(true) } : { kept: rows, left: of(true) };
}
