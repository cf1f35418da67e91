// What the units of a month cost, by the price book that was valid in that month: a later book does not touch it.
import { amountOf, centsDigits } from './money.ts';
import { bookOf, type PriceBook, type PriceBooks } from './price-book.ts';
import type { Meter, Price, Units } from './usage.ts';

export type UsageLine = {
  meter: Meter;
  units: number;
  /** Decimal text in whole units of the currency. */
  unit_price: string;
  /** In the smallest unit of the currency, e.g. cents; rounded half up, once for the line. */
  amount: number;
};

export type Estimate = {
  /** The sum of the amounts of the lines, so that a reader can add them up; in whole units of the currency it is amount / 10^`amount_digits`. */
  amount: number;
  amount_digits: number;
  currency: string;
  /** The month from which on the price book is valid; null: from the beginning. */
  valid_from: string | null;
  lines: UsageLine[];
};

/** One of the two is null. */
export type Estimated = {
  estimate: Estimate | null;
  /** Why there is no estimate, in words. */
  no_estimate: string | null;
};

export function estimateOf(totals: Units, month: string, books: PriceBooks): Estimated {
  const book = bookOf(books, month);
  if (book) return { estimate: byBook(totals, book), no_estimate: null };
  const why = `The price books of this service begin with ${books[0]?.validFrom}: there is none that ${month} could be priced by.`;
  return { estimate: null, no_estimate: why };
}

/** A line is the month's units times the unit price: rounding happens once for a meter, not once for a row. */
function byBook(totals: Units, { validFrom, currency, meters }: PriceBook): Estimate {
  const lines = meters.map((price) => lineOf(price, totals[price.meter], currency));
  return {
    amount: lines.reduce((sum, line) => sum + line.amount, 0),
    amount_digits: centsDigits(currency),
    currency,
    valid_from: validFrom,
    lines,
  };
}

const lineOf = ({ meter, unitPrice }: Price, units: number, currency: string): UsageLine => ({
  meter,
  units,
  unit_price: unitPrice,
  amount: amountOf(units, unitPrice, centsDigits(currency)),
});
