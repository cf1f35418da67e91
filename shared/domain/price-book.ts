// The price book of the usage estimate, read from the configuration: what one unit of each meter costs.
import { shown } from './problem.ts';
import { isRecord } from './record.ts';
import { type Meter, meters, type Price } from './usage.ts';

/** `currency` is an ISO 4217 code. Each meter stands once. */
export type PriceBook = { readonly currency: string; readonly meters: readonly Price[] };

const example = 'For example {"currency":"USD","meters":[{"meter":"suggestions","unitPrice":"0.001"},...]}.';

/** From JSON text, or from what it stands for. Throws an Error that names field, value, rule and way out; `option` is the book's own name. */
export function parsePrices(given: unknown, option = 'prices'): PriceBook {
  const book = typeof given === 'string' ? parseJson(given, option) : given;
  if (!isRecord(book)) throw wrong(option, book, 'must be an object', example);
  return {
    currency: parseCurrency(book['currency'], `${option}.currency`),
    meters: parseMeters(book['meters'], `${option}.meters`),
  };
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
