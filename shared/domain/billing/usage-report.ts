// The usage of a client in a month as answers tell it: rows, their sums and what they cost; and the rows as CSV.

import { byText } from '../record.ts';
import { type Estimated, estimateOf } from './estimate.ts';
import { bookOf, type PriceBooks } from './price-book.ts';
import { type Days, type Meter, meters, type Units, type UsageRow } from './usage.ts';

/** In the words of the wire. */
export type UsageReport = Estimated & {
  object: 'usage';
  client: string;
  month: string;
  /** Of the price book; null where none is valid. */
  currency: string | null;
  rows: UsageRow[];
  totals: { suggestions: number; observations: number; experiments: number };
};

export type UsageSource = {
  readonly client: string;
  readonly month: string;
  /** Days of it that the rows are of; null: all. */
  readonly days: Days | null;
  readonly books: PriceBooks;
  readonly rows: readonly UsageRow[];
};

/** Rows by day, then by experiment. */
export function usageReport({ client, month, days, books, rows }: UsageSource): UsageReport {
  const totals = totalsOf(rows);
  const { estimate, no_estimate } = days ? ofDays(days) : estimateOf(totals, month, books);
  return {
    object: 'usage',
    client,
    month,
    currency: bookOf(books, month)?.currency ?? null,
    rows: rows.map(copyRow).sort(byDay),
    totals,
    estimate,
    no_estimate,
  };
}

/** Amounts of parts, rounded each, would not add up to that of the month. */
const ofDays = ({ from, to }: Days): Estimated => ({
  estimate: null,
  no_estimate: `Only a month is priced, and these are its days from ${from} to ${to}. Leave out day_from and day_to; fields=totals,estimate leaves out the rows.`,
});

export const totalsOf = (rows: readonly Units[]): UsageReport['totals'] => ({
  suggestions: sumOf(rows, 'suggestions'),
  observations: sumOf(rows, 'observations'),
  experiments: sumOf(rows, 'experiments'),
});

const sumOf = (rows: readonly Units[], meter: Meter): number => rows.reduce((sum, row) => sum + row[meter], 0);

const copyRow = ({ day, experiment, suggestions, observations, experiments }: UsageRow): UsageRow => ({
  day,
  experiment,
  suggestions,
  observations,
  experiments,
});

/** Ids are numbers as text: the shorter one is the smaller one. */
const byDay = (a: UsageRow, b: UsageRow): number =>
  byText(a.day, b.day) || a.experiment.length - b.experiment.length || byText(a.experiment, b.experiment);

const columns = ['day', 'experiment', ...meters] as const;
const sameInAll = ['client', 'month', 'currency'] as const;

/**
 * The rows as CSV (RFC 4180: lines end with CR LF, text in double quotes), below a line of column names, each with whose it is, so that files of
 * many clients can be put together. Totals are left out, so that a spreadsheet's sum over a column is the total; money is left out, because it is
 * rounded for the month.
 */
export function usageCsv(report: Pick<UsageReport, 'rows' | (typeof sameInAll)[number]>): string {
  const end = sameInAll.map((column) => csvField(report[column] ?? ''));
  const lines = report.rows.map((row) => [...columns.map((column) => csvField(row[column])), ...end]);
  return [[...columns, ...sameInAll].map(csvField), ...lines].map((fields) => `${fields.join(',')}\r\n`).join('');
}

const csvField = (value: string | number): string =>
  typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""')}"`;
