// Linear programs of the size of a search space: the simplex method on a dense tableau.
import { at } from '../kernels/at.ts';

/** Coefficients below this count as 0: columns are scaled to about 1 by the callers. */
const zero = 1e-11;

/**
 * The x ≥ 0 (n) with the largest objective·x among those with rows·x ≤ limits; limits must not be negative, so that x = 0 is where it
 * starts, and the objective must be bounded. O((m·n) a pivot).
 */
export function solveLinearProgram(
  rows: readonly Float64Array[],
  limits: Float64Array,
  objective: Float64Array,
): Float64Array {
  const n = objective.length;
  const table = rows.map((row, i) => Float64Array.of(...row, at(limits, i)));
  const gain = Float64Array.of(...objective, 0);
  // Which variable each column and each row stands for; n + i is the slack of row i.
  const free = Array.from({ length: n }, (_, j) => j);
  const basic = rows.map((_, i) => n + i);
  const patience = 20 * (n + rows.length);
  for (let pivots = 0; pivots < 3 * patience; pivots++) {
    const column = entering(gain, free, pivots < patience);
    const row = column < 0 ? -1 : leaving(table, basic, column);
    if (row < 0) break;
    pivot(table, gain, row, column);
    const left = basic[row] ?? 0;
    basic[row] = free[column] ?? 0;
    free[column] = left;
  }
  const x = new Float64Array(n);
  for (const [i, variable] of basic.entries()) if (variable < n) x[variable] = at(table[i] ?? x, n);
  return x;
}

/** The column with the largest gain while that goes well; then the first variable that gains (Bland 1977), which cannot go round in circles. */
function entering(gain: Float64Array, free: readonly number[], greedy: boolean): number {
  let best = -1;
  for (const [j, variable] of free.entries()) {
    if (!(at(gain, j) > zero)) continue;
    const better = best < 0 || (greedy ? at(gain, j) > at(gain, best) : variable < (free[best] ?? 0));
    if (better) best = j;
  }
  return best;
}

/** The row that limits the column most; the first variable among equals. */
function leaving(table: readonly Float64Array[], basic: readonly number[], column: number): number {
  let best = -1;
  let least = Infinity;
  for (const [i, row] of table.entries()) {
    if (!(at(row, column) > zero)) continue;
    const ratio = at(row, row.length - 1) / at(row, column);
    if (ratio < least || (ratio === least && (basic[i] ?? 0) < (basic[best] ?? 0))) [best, least] = [i, ratio];
  }
  return best;
}

/** Exchanges the variables of a row and a column. */
function pivot(table: readonly Float64Array[], gain: Float64Array, row: number, column: number): void {
  const source = table[row];
  if (!source) return;
  const factor = 1 / at(source, column);
  for (let j = 0; j < source.length; j++) source[j] = at(source, j) * factor;
  source[column] = factor;
  for (const target of [...table, gain]) if (target !== source) eliminate(target, source, column);
}

function eliminate(target: Float64Array, source: Float64Array, column: number): void {
  const share = at(target, column);
  if (share === 0) return;
  target[column] = 0;
  for (let j = 0; j < target.length; j++) target[j] = at(target, j) - share * at(source, j);
}
