// Marks by which single rows are known again in data that may have been corrected meanwhile.
import { at } from './kernels/at.ts';
import { hash } from './random.ts';
import { chooseRows, type Rows } from './rows.ts';

/** 53 bits of a row's value and place: what was corrected or repeated is another row, and no outlier until it is found to be one. */
export function markOf({ points, values }: Rows, P: number, i: number): number {
  const words = new Uint32Array(Float64Array.of(at(values, i), ...points.subarray(i * P, i * P + P)).buffer);
  return hash(0, ...words) * 2 ** 21 + (hash(1, ...words) >>> 11);
}

/** The rows without those of the given marks. */
export function withoutMarked(rows: Rows, P: number, marks: readonly number[] = []): Rows {
  if (marks.length === 0) return rows;
  const gone = new Set(marks);
  return chooseRows(
    rows,
    P,
    Array.from({ length: rows.n }, (_, i) => i).filter((i) => !gone.has(markOf(rows, P, i))),
  );
}
