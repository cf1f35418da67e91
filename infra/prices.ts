// The price books of a deployment: what is used unless others are configured, what a configuration may say, and the books in words.
import { type PriceBook, type PriceBooks, parsePrices } from '../shared/domain/billing/price-book.ts';

/** One meter costs, so that a bill is easy to check by hand. */
export const defaultPrices: PriceBooks = [
  {
    validFrom: null,
    currency: 'USD',
    meters: [
      { meter: 'suggestions', unitPrice: '0.001' },
      { meter: 'observations', unitPrice: '0' },
      { meter: 'experiments', unitPrice: '0' },
    ],
  },
];

/** Characters of all books: the variables of a Lambda function together hold 4 kB. */
const longest = 2500;

/** Throws an error that names the option, its value, the rule and the way out. */
export function readPrices(given: unknown): PriceBooks {
  if (given === undefined || given === '') return defaultPrices;
  const books = parsePrices(given, 'option prices');
  const { length } = JSON.stringify(books);
  if (length <= longest) return books;
  const rule = `must come to at most ${longest} characters, which is about a dozen books`;
  throw new Error(
    `Invalid option prices (${length} characters): ${rule}. Leave out books of months that nobody asks for.`,
  );
}

/** For who deploys: an option that was forgotten shows. */
export const pricesInWords = (books: PriceBooks): string =>
  [
    `Price books${books === defaultPrices ? ' (the default: the option prices is not set)' : ''}:`,
    ...books.map(inWords),
  ].join('\n');

const inWords = ({ validFrom, currency, meters }: PriceBook): string =>
  `  ${validFrom === null ? 'from the beginning' : `from ${validFrom}`}: ${meters.map(({ meter, unitPrice }) => `${meter} ${unitPrice}`).join(', ')} ${currency}`;
