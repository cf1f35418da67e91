// The data: 10 000 wildlife strikes reported to the U.S. Federal Aviation Administration (public domain), as the npm package vega-datasets ships them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { permutation, seeded } from '../../../bench/random.ts';
import { parseCsv } from './csv.ts';

/** Row numbers of the three parts: fit on the first, choose by the second, judge once by the third. */
export type Split = { readonly train: Int32Array; readonly validation: Int32Array; readonly test: Int32Array };

/** A category of each row as a code from 0 to `size` - 1. */
export type Codes = { readonly name: string; readonly codes: Uint16Array; readonly size: number };

export type Strikes = {
  readonly rows: number;
  /** (rows) 1: the aircraft was damaged. */
  readonly labels: Uint8Array;
  readonly categories: readonly Codes[];
  /** (rows) each; NaN: not reported. */
  readonly numbers: readonly { readonly name: string; readonly values: Float64Array }[];
};

type Row = Readonly<Record<string, string>>;

const categoryColumns = [
  'Airport Name',
  'Aircraft Make Model',
  'Aircraft Airline Operator',
  'Origin State',
  'Phase of flight',
  'Wildlife Species',
  'Time of day',
];

/** Columns that say what the damage cost are left out: they are known only when the answer is. */
const numberColumns: Readonly<Record<string, (row: Row) => number>> = {
  'wildlife size': (row) => ['Small', 'Medium', 'Large'].indexOf(row['Wildlife Size'] ?? ''),
  'speed in knots': (row) => (row['Speed IAS in knots'] ? Number(row['Speed IAS in knots']) : Number.NaN),
  month: (row) => Number(row['Flight Date']?.slice(5, 7)),
  year: (row) => Number(row['Flight Date']?.slice(0, 4)),
};

export function loadStrikes(): Strikes {
  const module = createRequire(import.meta.url).resolve('vega-datasets');
  const rows = parseCsv(readFileSync(new URL('../data/birdstrikes.csv', `file://${module}`), 'utf8'));
  return {
    rows: rows.length,
    labels: Uint8Array.from(rows, (row) => (row['Effect Amount of damage'] === 'None' ? 0 : 1)),
    categories: categoryColumns.map((name) => encode(name, rows)),
    numbers: Object.entries(numberColumns).map(([name, read]) => ({ name, values: Float64Array.from(rows, read) })),
  };
}

function encode(name: string, rows: readonly Row[]): Codes {
  const known = new Map<string, number>();
  const codes = Uint16Array.from(rows, (row) => {
    const value = row[name] ?? '';
    return known.get(value) ?? known.set(value, known.size).size - 1;
  });
  return { name, codes, size: known.size };
}

/** 60 %, 20 % and 20 % of the rows, at random but always the same for a seed. */
export function split(rows: number, seed: number): Split {
  const order = permutation(rows, seeded(seed));
  const [first, second] = [Math.floor(0.6 * rows), Math.floor(0.8 * rows)];
  return { train: order.slice(0, first), validation: order.slice(first, second), test: order.slice(second) };
}
