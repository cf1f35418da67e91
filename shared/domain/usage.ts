// What is counted for the bill: the meters, by day (UTC) and month.
import { invalid } from './problem.ts';

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

/** `YYYY-MM`. */
export const isMonth = (text: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);

/** Returns a month of the calendar, `YYYY-MM`, or throws the 400. */
export function checkMonth(month: string, field = 'month'): string {
  if (isMonth(month)) return month;
  throw invalid(field, month, 'must be a month as YYYY-MM', 'For example 2026-11.');
}
