// What is counted for the bill: the meters, the days (UTC), and what they cost by the price book.
import { amountOf, centsDigits } from './money.ts';
import { invalid } from './problem.ts';
import { byText } from './record.ts';

export const meters = ['suggestions', 'observations', 'experiments'] as const;
export type Meter = (typeof meters)[number];

/** `unit_price` is decimal text in whole units of the currency, e.g. `0.002`. */
export type Price = { readonly meter: Meter; readonly unitPrice: string };

/** Units that were served, accepted or created. */
export type Units = { readonly [meter in Meter]: number };

export type UsageRow = Units & {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly experiment: string;
};

type UsageLine = {
  meter: Meter;
  units: number;
  /** Decimal text in whole units of the currency. */
  unit_price: string;
  /** In the smallest unit of the currency, e.g. cents; rounded half up, once for the line. */
  amount: number;
};

/** The usage of a client in a month, in the words of the wire. */
type UsageReport = {
  object: 'usage';
  client: string;
  month: string;
  currency: string;
  rows: UsageRow[];
  totals: { suggestions: number; observations: number; experiments: number };
  /** `amount` is the sum of the amounts of the lines, so that a reader can add them up; in whole units of the currency it is amount / 10^`amount_digits`. */
  estimate: { amount: number; amount_digits: number; currency: string; lines: UsageLine[] };
};

type UsageSource = {
  readonly client: string;
  readonly month: string;
  readonly currency: string;
  readonly prices: readonly Price[];
  readonly rows: readonly UsageRow[];
};

/** Rows by day, then by experiment. A line is the month's units times the unit price: rounding happens once for a meter, not once for a row. */
export function usageReport({ client, month, currency, prices, rows }: UsageSource): UsageReport {
  const totals = {
    suggestions: sumOf(rows, 'suggestions'),
    observations: sumOf(rows, 'observations'),
    experiments: sumOf(rows, 'experiments'),
  };
  const lines = prices.map((price) => lineOf(price, totals[price.meter], currency));
  const amount = lines.reduce((sum, line) => sum + line.amount, 0);
  return {
    object: 'usage',
    client,
    month,
    currency,
    rows: rows.map(copyRow).sort(byDay),
    totals,
    estimate: { amount, amount_digits: centsDigits(currency), currency, lines },
  };
}

const sumOf = (rows: readonly UsageRow[], meter: Meter): number => rows.reduce((sum, row) => sum + row[meter], 0);

const lineOf = ({ meter, unitPrice }: Price, units: number, currency: string): UsageLine => ({
  meter,
  units,
  unit_price: unitPrice,
  amount: amountOf(units, unitPrice, centsDigits(currency)),
});

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
  const end = sameInAll.map((column) => csvField(report[column]));
  const lines = report.rows.map((row) => [...columns.map((column) => csvField(row[column])), ...end]);
  return [[...columns, ...sameInAll].map(csvField), ...lines].map((fields) => `${fields.join(',')}\r\n`).join('');
}

const csvField = (value: string | number): string =>
  typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""')}"`;

/** Returns a month of the calendar, `YYYY-MM`, or throws the 400. */
export function checkMonth(month: string, field = 'month'): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) return month;
  throw invalid(field, month, 'must be a month as YYYY-MM', 'For example 2026-11.');
}
