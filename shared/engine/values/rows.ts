// Observations as the model wants them: failures apart, repetitions merged, and a telling subset when there are too many.
import { at, item } from '../kernels/at.ts';
import { concatenate } from '../numerics/vectors.ts';
import type { Data } from '../types.ts';

export type Rows = {
  readonly n: number;
  /** (n, P) row-major. */
  readonly points: Float64Array;
  /** (n) finite values, user's units, minimised. */
  readonly values: Float64Array;
  /** (n) how many (equally good) observations each row is the mean of. */
  readonly counts: Float64Array;
  /** (n) reported variance of the value (already divided by the count); 0: none reported. */
  readonly variances: Float64Array;
  /** (n) of which earlier experiment each row is, counted from 1; 0: today's. Absent: all are today's. */
  readonly origins?: Uint8Array;
};

type Row = {
  readonly start: number;
  /** Mean of the values, weighted by 1/variance where variances are reported; and the variance of that mean. */
  value: number;
  variance: number;
  /** Σ of the squared weights, which add up to 1: its inverse is the number of equally good observations (Kish 1965). */
  squares: number;
  /** Σ (value − mean)² (Welford 1962). */
  scatter: number;
  /** Observations behind it. */
  seen: number;
};

/** What repetitions without a reported variance say: their pooled variance (squared user's units) and its degrees of freedom; 0 without any. */
export type Repetition = { readonly variance: number; readonly freedom: number };

type Sorted = {
  readonly rows: Rows;
  /** (failures, P) row-major. */
  readonly failures: Float64Array;
  readonly repetition: Repetition;
};

/**
 * Splits data (n, P) into failures (a value that is not a finite number) and rows. Observations of one point become at most two rows: the mean of
 * those without a reported variance, and the mean, weighted by precision, of the others. It says exactly as much about the function where
 * the variances are equal, and where they are all that scatters; and it keeps the matrix small and well-conditioned.
 */
export function sortRows(data: Data, P: number): Sorted {
  const merged = new Map<string, Row>();
  const failures: number[] = [];
  for (let i = 0; i < data.n; i++) {
    const value = at(data.values, i);
    const variance = reported(at(data.variances, i));
    if (!Number.isFinite(value)) failures.push(i);
    else include(merged, `${data.points.subarray(i * P, i * P + P).join()}|${variance > 0}`, i * P, value, variance);
  }
  const list = [...merged.values()];
  return {
    rows: pack(list, data.points, P),
    failures: gather(data.points, P, failures),
    repetition: pool(list),
  };
}

/** A usable variance, in squared user's units; 0 for none. Beyond 1e200 it would overflow, and says "worthless" already. */
const reported = (variance: number): number => (variance > 0 ? Math.min(variance, 1e200) : 0);

function include(merged: Map<string, Row>, key: string, start: number, value: number, variance: number): void {
  const row = merged.get(key);
  if (!row) {
    merged.set(key, { start, value, variance, squares: 1, scatter: 0, seen: 1 });
    return;
  }
  const share = variance > 0 ? row.variance / (row.variance + variance) : 1 / (1 + 1 / row.squares);
  const before = row.value;
  row.value = between(before, value, share);
  row.variance *= variance > 0 ? variance / (row.variance + variance) : 0;
  row.squares = row.squares * (1 - share) ** 2 + share ** 2;
  row.scatter += (value - before) * (value - row.value);
  row.seen += 1;
}

/** The weighted mean (1 − share)·a + share·b, written so that equal values stay what they are and the largest ones do not overflow. */
function between(a: number, b: number, share: number): number {
  const step = share * b - share * a;
  return Number.isFinite(step) ? a + step : (1 - share) * a + share * b;
}

/** Σ of squares over Σ of degrees of freedom. Squares of values like 1e300 overflow, and then say nothing. */
function pool(list: readonly Row[]): Repetition {
  const plain = list.filter(({ variance }) => variance === 0);
  const freedom = plain.reduce((sum, { seen }) => sum + seen - 1, 0);
  const variance = plain.reduce((sum, { scatter }) => sum + scatter, 0) / Math.max(1, freedom);
  return Number.isFinite(variance) ? { variance, freedom } : { variance: 0, freedom: 0 };
}

function pack(list: readonly Row[], points: Float64Array, P: number): Rows {
  return {
    n: list.length,
    points: gather(
      points,
      P,
      list.map((row) => row.start / P),
    ),
    values: Float64Array.from(list, (row) => row.value),
    counts: Float64Array.from(list, (row) => 1 / row.squares),
    variances: Float64Array.from(list, (row) => row.variance),
  };
}

/** The rows of both, the second after the first; repetitions across the two stay rows of their own. */
export const joinRows = (a: Rows, b: Rows): Rows => ({
  n: a.n + b.n,
  points: concatenate(a.points, b.points),
  values: concatenate(a.values, b.values),
  counts: concatenate(a.counts, b.counts),
  variances: concatenate(a.variances, b.variances),
  ...(a.origins || b.origins ? { origins: Uint8Array.of(...originsOf(a), ...originsOf(b)) } : {}),
});

const originsOf = ({ n, origins }: Rows): Uint8Array => origins ?? new Uint8Array(n);

/** The named rows of a matrix (n, P). */
export function gather(points: Float64Array, P: number, indices: ArrayLike<number>): Float64Array {
  const out = new Float64Array(indices.length * P);
  for (let i = 0; i < indices.length; i++)
    out.set(points.subarray(item(indices, i) * P, item(indices, i) * P + P), i * P);
  return out;
}

/** The named rows. */
export function chooseRows(rows: Rows, P: number, indices: readonly number[]): Rows {
  const { points, values, counts, variances, origins } = rows;
  const of = (column: Float64Array): Float64Array => Float64Array.from(indices, (i) => at(column, i));
  const own = { n: indices.length, points: gather(points, P, indices), values: of(values) };
  const marked = origins ? { origins: Uint8Array.from(indices, (i) => item(origins, i)) } : {};
  return { ...own, counts: of(counts), variances: of(variances), ...marked };
}

/** The rows whose value is as wanted. */
export const rowsWhere = (rows: Rows, P: number, holds: (value: number) => boolean): Rows =>
  chooseRows(
    rows,
    P,
    [...Array(rows.n).keys()].filter((i) => holds(at(rows.values, i))),
  );

/** At most `limit` rows: the best 40 %, the latest 20 %, and those that lie farthest from all chosen, so that no region is forgotten. */
export function subset(rows: Rows, P: number, limit: number): Rows {
  if (rows.n <= limit) return rows;
  const chosen = new Set<number>();
  const byValue = Array.from({ length: rows.n }, (_, i) => i).sort((a, b) => at(rows.values, a) - at(rows.values, b));
  for (const i of byValue.slice(0, Math.floor(0.4 * limit))) chosen.add(i);
  for (let i = rows.n - 1; i >= rows.n - Math.floor(0.2 * limit); i--) chosen.add(i);
  cover(rows.points, rows.n, P, chosen, limit);
  const indices = [...chosen].sort((a, b) => a - b);
  return chooseRows(rows, P, indices);
}

/** Adds the row farthest from the chosen ones until there are `limit` (Gonzalez 1985); O(n · limit · P) at most, much less where rows lie in clusters. */
function cover(points: Float64Array, n: number, P: number, chosen: Set<number>, limit: number): void {
  const centers = [...chosen];
  /** (n) distance to the nearest of the first `met` centers, so at least the one to the nearest of all. */
  const nearest = new Float64Array(n).fill(Infinity);
  const met = new Int32Array(n);
  // Never farthest again.
  for (const c of centers) nearest[c] = -1;
  while (centers.length < limit) {
    let [farthest, most] = [0, -1];
    for (let i = 0; i < n; i++) {
      // A row needs no further center once it is known to be nearer to one than the farthest so far is to any.
      while (at(nearest, i) > most && item(met, i) < centers.length) approach(i);
      if (at(nearest, i) > most) [farthest, most] = [i, at(nearest, i)];
    }
    centers.push(farthest);
    chosen.add(farthest);
    nearest[farthest] = -1;
  }
  function approach(i: number): void {
    const center = centers[item(met, i)] ?? 0;
    nearest[i] = Math.min(at(nearest, i), distance(points, i * P, center * P, P, at(nearest, i)));
    met[i] = item(met, i) + 1;
  }
}

/**
 * Squared; a coordinate that only one of the two has counts 0.25, two different categories 1 like the ends of a range. Stops
 * at `enough`, which most pairs pass after a few coordinates.
 */
function distance(points: Float64Array, a: number, b: number, P: number, enough: number): number {
  let sum = 0;
  for (let k = 0; k < P && sum < enough; k++) {
    const difference = at(points, a + k) - at(points, b + k);
    if (!Number.isNaN(difference)) sum += Math.min(1, difference * difference);
    else if (Number.isNaN(at(points, a + k)) !== Number.isNaN(at(points, b + k))) sum += 0.25;
  }
  return sum;
}
