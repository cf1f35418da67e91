// What is counted for the bill: the meters, by day (UTC) and month.
import { invalid } from '../problem.ts';

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

/** Days `YYYY-MM-DD` of one month, both included. */
export type Days = { readonly from: string; readonly to: string };

/** Every day of a month; days that it does not have do no harm. */
export const daysOf = (month: string): Days => ({ from: `${month}-01`, to: `${month}-31` });

/** The days of a month from one to another, by default from its first and to its last; throws the 400. */
export function checkDays(month: string, from: string | undefined, to: string | undefined): Days {
  const all = daysOf(month);
  const days = {
    from: from === undefined ? all.from : checkDay(month, from, 'day_from'),
    to: to === undefined ? all.to : checkDay(month, to, 'day_to'),
  };
  if (days.from <= days.to) return days;
  throw invalid('day_to', to, `must not be earlier than day_from (${from})`, 'Send the earlier day as day_from.');
}

function checkDay(month: string, day: string, field: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(day) && day.startsWith(`${month}-`) && isDay(day)) return day;
  throw invalid(
    field,
    day,
    `must be a day of ${month} as YYYY-MM-DD`,
    `For example ${month}-01; month= chooses another month.`,
  );
}

/** Of the calendar: no 31st of November. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
