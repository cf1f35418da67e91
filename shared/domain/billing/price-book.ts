// The price books of the usage estimate, read from the configuration: what one unit of each meter costs, and from which month on.
import { shown } from '../problem.ts';
import { byText, type Fields, isRecord } from '../record.ts';
import { isMonth, type Meter, meters, type Price } from './usage.ts';

export type PriceBook = {
  /** The first month, `YYYY-MM`, that it prices; it does so until the next book's. Null: every month before the next book's. */
  readonly validFrom: string | null;
  /** A code of ISO 4217. */
  readonly currency: string;
  /** Each meter stands once. */
  readonly meters: readonly Price[];
};

/** Oldest first, at least one. */
export type PriceBooks = readonly PriceBook[];

/** The book that prices a month, whatever books came later; null for a month before the first. */
export const bookOf = (books: PriceBooks, month: string): PriceBook | null =>
  books.findLast(({ validFrom }) => validFrom === null || validFrom <= month) ?? null;

const example = 'For example {"currency":"USD","meters":[{"meter":"suggestions","unitPrice":"0.001"},...]}.';

/**
 * One book or a list of them, from JSON text or from what it stands for. Throws an Error that names field, value, rule and way out; `option` is
 * the configuration's own name for it.
 */
export function parsePrices(given: unknown, option = 'prices'): PriceBooks {
  const value = typeof given === 'string' ? parseJson(given, option) : given;
  if (!Array.isArray(value)) return [parseBook(value, option)];
  if (value.length === 0) throw wrong(option, value, 'must hold a price book', example);
  const books = value.map((book: unknown, i) => parseBook(book, `${option}[${i}]`));
  for (const [i, { validFrom }] of books.entries()) checkFirst(books, validFrom, i, option);
  return books.toSorted((a, b) => byText(a.validFrom ?? '', b.validFrom ?? ''));
}

function parseBook(book: unknown, field: string): PriceBook {
  if (!isRecord(book)) throw wrong(field, book, 'must be an object', example);
  refuseUnknown(book, field);
  return {
    validFrom: parseMonth(book['validFrom'], `${field}.validFrom`),
    currency: parseCurrency(book['currency'], `${field}.currency`),
    meters: parseMeters(book['meters'], `${field}.meters`),
  };
}

/** A misspelled `validFrom` would price every month by this book without a word. */
function refuseUnknown(book: Fields, field: string): void {
  const unknown = Object.keys(book).find((key) => !['validFrom', 'currency', 'meters'].includes(key));
  if (unknown === undefined) return;
  throw wrong(
    `${field}.${unknown}`,
    book[unknown],
    'is no part of a price book',
    'Leave it out, or spell it validFrom.',
  );
}

function parseMonth(given: unknown, field: string): string | null {
  if (given === undefined || given === null) return null;
  if (typeof given === 'string' && isMonth(given)) return given;
  throw wrong(
    field,
    given,
    'must be a month as YYYY-MM',
    'Leave it out for the book of all months before the next one.',
  );
}

/** Two books of one month contradict each other. */
function checkFirst(books: PriceBooks, validFrom: string | null, index: number, option: string): void {
  const first = books.findIndex((book) => book.validFrom === validFrom);
  if (first === index) return;
  const fix = 'Say from which month on each of them is valid.';
  throw wrong(`${option}[${index}].validFrom`, validFrom, `is that of ${option}[${first}] too`, fix);
}

function parseJson(text: string, option: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong(option, text, 'must be JSON', example);
  }
}

function parseCurrency(given: unknown, field: string): string {
  if (typeof given === 'string' && Intl.supportedValuesOf('currency').includes(given)) return given;
  throw wrong(field, given, 'must be a currency code of ISO 4217', 'For example USD.');
}

/** A meter that is left out would be free without anybody having said so. */
function parseMeters(given: unknown, field: string): readonly Price[] {
  if (!Array.isArray(given)) throw wrong(field, given, 'must be a list', example);
  const prices = given.map((row: unknown, i) => parsePrice(row, `${field}[${i}]`));
  for (const meter of meters) checkOnce(meter, prices, field);
  return prices;
}

function checkOnce(meter: Meter, prices: readonly Price[], field: string): void {
  const count = prices.filter((price) => price.meter === meter).length;
  if (count === 1) return;
  throw wrong(field, prices, `must price ${meter} once, not ${count} times`, 'The price "0" makes a meter free.');
}

function parsePrice(row: unknown, field: string): Price {
  if (!isRecord(row)) throw wrong(field, row, 'must be an object', example);
  const meter = meters.find((known) => known === row['meter']);
  if (!meter) throw wrong(`${field}.meter`, row['meter'], `must be one of ${meters.join(', ')}`, 'Correct the name.');
  return { meter, unitPrice: parseUnitPrice(row['unitPrice'], `${field}.unitPrice`) };
}

function parseUnitPrice(given: unknown, field: string): string {
  if (typeof given === 'string' && /^\d{1,9}(\.\d{1,12})?$/.test(given)) return given;
  const rule = 'must be decimal text in whole units of the currency, at most 9 digits before and 12 after the point';
  throw wrong(field, given, rule, 'For example "0.001", in quotes.');
}

const wrong = (field: string, value: unknown, rule: string, fix: string): Error =>
  new Error(`Invalid ${field} (${shown(value)}): ${rule}. ${fix}`);
