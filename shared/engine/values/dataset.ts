// Observations of several metrics: one metric of them, more rows behind them, a part of their rows.
import { at } from '../kernels/at.ts';
import { concatenate } from '../numerics/vectors.ts';
import type { Column, Data, Dataset, Source, Sources } from '../types.ts';
import { gather } from './rows.ts';

const dimensionsOf = ({ n, points }: Dataset): number => points.length / Math.max(1, n);

/** (n) whether the evaluation gave a finite value of every metric. */
export const succeeded = ({ n, columns }: Dataset): boolean[] =>
  Array.from({ length: n }, (_, i) => columns.every(({ values }) => Number.isFinite(at(values, i))));

/** How many evaluations gave a finite value of every metric. */
export const countSuccesses = (dataset: Dataset): number => succeeded(dataset).filter(Boolean).length;

/**
 * One metric alone. The first keeps the failures, as NaN, because where evaluations fail is learned once and not for each metric;
 * the others lose those rows, of earlier experiments too.
 */
export function metricData(dataset: Dataset, index: number): Data {
  const column = dataset.columns[index];
  if (!column) throw new Error(`the data have ${dataset.columns.length} metrics, there is none with index ${index}`);
  const ok = succeeded(dataset);
  if (index > 0) {
    const rows = pickRows(
      dataset,
      [...ok.keys()].filter((i) => ok[i]),
    );
    return { n: rows.n, points: rows.points, ...(rows.columns[index] ?? column), ...earlierOf(dataset, index) };
  }
  const values = column.values.map((value, i) => (ok[i] ? value : Number.NaN));
  return { n: dataset.n, points: dataset.points, values, variances: column.variances, ...earlierOf(dataset, index) };
}

const earlierOf = ({ earlier }: Dataset, index: number): Pick<Data, 'earlier'> =>
  earlier ? { earlier: earlier.map((source) => metricSource(source, index)) } : {};

function metricSource({ columns, ...rows }: Sources, index: number): Source {
  const source = { ...rows, values: columns[index] ?? nothing(rows.n) };
  return index === 0 ? source : chooseMeasured(source);
}

/** The rows that have a value. */
function chooseMeasured({ n, points, values }: Source): Source {
  const indices = [...Array(n).keys()].filter((i) => !Number.isNaN(at(values, i)));
  const P = points.length / Math.max(1, n);
  return {
    n: indices.length,
    points: gather(points, P, indices),
    values: Float64Array.from(indices, (i) => at(values, i)),
  };
}

const nothing = (n: number): Float64Array => new Float64Array(n).fill(Number.NaN);

/** The named rows. */
export function pickRows(dataset: Dataset, indices: readonly number[]): Dataset {
  const pick = (values: Float64Array): Float64Array => Float64Array.from(indices, (i) => at(values, i));
  return {
    n: indices.length,
    points: gather(dataset.points, dimensionsOf(dataset), indices),
    columns: dataset.columns.map(({ values, variances }) => ({ values: pick(values), variances: pick(variances) })),
  };
}

/** Rows `from` … of the data, as views. */
export function rowsFrom({ n, points, columns }: Dataset, from: number, P: number): Dataset {
  const cut = ({ values, variances }: Column): Column => ({
    values: values.subarray(from),
    variances: variances.subarray(from),
  });
  return { n: n - from, points: points.subarray(from * P), columns: columns.map(cut) };
}

/** Rows of `a`, then those of `b`, which has the same metrics; beside them what was observed earlier than `a`. */
export function joinDatasets(a: Dataset, b: Dataset): Dataset {
  if (a.n === 0 || b.n === 0) return a.n === 0 ? { ...b, ...(a.earlier ? { earlier: a.earlier } : {}) } : a;
  const columns = a.columns.map((column, k) => {
    const more = b.columns[k];
    if (!more) throw new Error(`${a.columns.length} metrics cannot be joined with ${b.columns.length}`);
    return {
      values: concatenate(column.values, more.values),
      variances: concatenate(column.variances, more.variances),
    };
  });
  return { ...a, n: a.n + b.n, points: concatenate(a.points, b.points), columns };
}
