// Usage and its estimate: exact money, totals that add up, a CSV that spreadsheets read.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type * as z from 'zod';
import { usageReply } from '../../../shared/api/schemas/usage-reply.ts';
import { amountOf, centsDigits } from '../../../shared/domain/billing/money.ts';
import { type PriceBooks, parsePrices } from '../../../shared/domain/billing/price-book.ts';
import { checkDays, checkMonth, meters, type UsageRow } from '../../../shared/domain/billing/usage.ts';
import { usageCsv, usageReport } from '../../../shared/domain/billing/usage-report.ts';
import { expectRefusal } from './refusal.ts';

const row = (day: string, experiment: string, suggestions = 0, observations = 0, experiments = 0): UsageRow => ({
  day,
  experiment,
  suggestions,
  observations,
  experiments,
});
const prices = [
  { meter: 'suggestions', unitPrice: '0.002' },
  { meter: 'observations', unitPrice: '0.0015' },
  { meter: 'experiments', unitPrice: '1' },
] as const;
const dollars = { validFrom: null, currency: 'USD', meters: prices };
const month = { client: '3', month: '2026-11', days: null, books: [dollars] };

/** By hand: 1 003 x 0.002 = 2.006 -> 2.01; 3 x 0.0015 = 0.0045 -> 0; 2 x 1 = 2. */
test('reports a month', () => {
  const rows = [row('2026-11-02', '10', 1000, 1), row('2026-11-02', '9', 3, 2), row('2026-11-01', '100', 0, 0, 2)];
  const report: z.input<typeof usageReply> = usageReport({ ...month, rows });
  expect(usageReply.parse(report)).toEqual({
    object: 'usage',
    client: '3',
    month: '2026-11',
    currency: 'USD',
    rows: [row('2026-11-01', '100', 0, 0, 2), row('2026-11-02', '9', 3, 2), row('2026-11-02', '10', 1000, 1)],
    totals: { suggestions: 1003, observations: 3, experiments: 2 },
    estimate: {
      amount: 401,
      amount_digits: 2,
      currency: 'USD',
      valid_from: null,
      lines: [
        { meter: 'suggestions', units: 1003, unit_price: '0.002', amount: 201 },
        { meter: 'observations', units: 3, unit_price: '0.0015', amount: 0 },
        { meter: 'experiments', units: 2, unit_price: '1', amount: 200 },
      ],
    },
    no_estimate: null,
  });
});

/** Halves are rounded up, and no float comes near: 0.145 in dollars is 14.5 cents, which floats make 14.499... */
test('rounds half up, exactly', () => {
  expect(amountOf(1, '0.145', 2)).toBe(15);
  expect(amountOf(1, '0.1449999', 2)).toBe(14);
  expect(amountOf(3, '0.005', 2)).toBe(2);
  expect(amountOf(1, '0.5', 0)).toBe(1);
  expect(amountOf(7, '2', 3)).toBe(14_000);
  expect(amountOf(2 ** 53 - 1, '0.000000000001', 2)).toBe(900_720);
  expect(() => amountOf(2 ** 53 - 1, '1', 2)).toThrow('more than a number can hold');
});

/** By ISO 4217, and not by what tills show: yen have no minor unit, dinars have a thousand, forints a hundred. The answer says which it is. */
test('knows the smallest unit of a currency', () => {
  expect(['USD', 'JPY', 'KWD', 'UYW'].map(centsDigits)).toEqual([2, 0, 3, 4]);
  for (const currency of ['HUF', 'COP', 'IDR', 'PKR', 'LBP'])
    expect([currency, centsDigits(currency)]).toEqual([currency, 2]);
  const { estimate } = usageReport({
    ...month,
    books: [{ ...dollars, currency: 'JPY' }],
    rows: [row('2026-11-01', '1', 1000)],
  });
  expect(estimate).toMatchObject({ amount: 2, amount_digits: 0 });
});

const units = fc.nat(10_000_000);
const anyRow = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }), units, units, units)
  .map(([day, experiment, ...counts]) => row(`2026-11-${String(day).padStart(2, '0')}`, String(experiment), ...counts));
const price = fc
  .tuple(fc.nat(999), fc.nat(999_999))
  .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(6, '0')}`);

/** Laws: totals are sums of rows; a line is within half a cent of units times price; the amount is the sum of the lines; order does not matter. */
test('adds up', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 20 }), fc.tuple(price, price, price), (rows, given) => {
      const books = [{ ...dollars, meters: meters.map((meter, i) => ({ meter, unitPrice: given[i] ?? '0' })) }];
      const report = usageReport({ ...month, books, rows });
      for (const line of report.estimate?.lines ?? []) {
        expect(line.units).toBe(rows.reduce((sum, one) => sum + one[line.meter], 0));
        expect(line.units).toBe(report.totals[line.meter]);
        const exact = BigInt(line.units) * BigInt(line.unit_price.replace('.', ''));
        const error = 2n * (BigInt(line.amount) * 10_000n - exact);
        expect(error > -10_000n && error <= 10_000n).toBe(true);
      }
      expect(report.estimate?.amount).toBe(report.estimate?.lines.reduce((sum, line) => sum + line.amount, 0));
      expect(usageReport({ ...month, books, rows: rows.toReversed() }).estimate).toEqual(report.estimate);
      expect([...report.rows].map((one) => one.day)).toEqual(rows.map((one) => one.day).sort());
    }),
  );
});

const euros = { ...dollars, validFrom: '2026-03', currency: 'EUR' };
const dear = { ...euros, validFrom: '2026-11', meters: prices.map((price) => ({ ...price, unitPrice: '9' })) };

/** A month is priced by the book that was valid then, whatever came later, and the answer says which that was. */
test('a new price book leaves earlier months as they are', () => {
  const rows = [row('2026-01-01', '1', 1000)];
  const priced = (of: string, books: PriceBooks) => {
    const { currency, estimate } = usageReport({ ...month, month: of, books, rows });
    return [currency, estimate?.currency, estimate?.valid_from, estimate?.amount];
  };
  expect(priced('2026-02', [dollars])).toEqual(['USD', 'USD', null, 200]);
  for (const of of ['1999-01', '2026-02']) expect(priced(of, [dollars, euros, dear])).toEqual(priced(of, [dollars]));
  for (const of of ['2026-03', '2026-10'])
    expect(priced(of, [dollars, euros, dear])).toEqual(['EUR', 'EUR', '2026-03', 200]);
  for (const of of ['2026-11', '2099-12'])
    expect(priced(of, [dollars, euros, dear])).toEqual(['EUR', 'EUR', '2026-11', 900_000]);
});

/** A month before the first book is counted all the same; that it has no price is said in words, in place of a wrong one. */
test('a month before the first price book has no estimate', () => {
  const report = usageReport({
    ...month,
    month: '2026-02',
    books: [euros, dear],
    rows: [row('2026-02-01', '1', 10)],
  });
  expect(usageReply.parse(report)).toMatchObject({ currency: null, totals: { suggestions: 10 }, estimate: null });
  expect(report.no_estimate).toMatch(/begin with 2026-03.*2026-02/);
  expect(usageCsv(report)).toContain('"2026-02-01","1",10,0,0,"3","2026-02",""');
});

/** Without use there is nothing to pay, and the CSV is its header. */
test('reports an empty month', () => {
  const report = usageReport({ ...month, rows: [] });
  expect(report.estimate?.amount).toBe(0);
  const header = '"day","experiment","suggestions","observations","experiments","client","month","currency"\r\n';
  expect(usageCsv(report)).toBe(header);
});

/** One line for a row, in the order of the report, text quoted; each says whose it is, so that files can be put together. */
test('writes CSV', () => {
  const report = usageReport({ ...month, rows: [row('2026-11-02', '9', 3, 2, 1), row('2026-11-01', '10', 1)] });
  expect(usageCsv(report).split('\r\n').slice(1)).toEqual([
    '"2026-11-01","10",1,0,0,"3","2026-11","USD"',
    '"2026-11-02","9",3,2,1,"3","2026-11","USD"',
    '',
  ]);
});

/** Months of the calendar pass, everything else is refused. */
test('checks months', () => {
  expect(['2026-01', '2026-12'].map((given) => checkMonth(given))).toEqual(['2026-01', '2026-12']);
  for (const wrong of ['2026-13', '2026-00', '2026-1', '26-01', '2026-01-01', '', '2026-11\n', '２０２６-11']) {
    expectRefusal(() => checkMonth(wrong), 'month', 'YYYY-MM');
  }
});

/** Days of the month pass, in order; days of another, days that no calendar has, and the wrong order are refused. */
test('checks days', () => {
  expect(checkDays('2026-11', '2026-11-02', '2026-11-30')).toEqual({ from: '2026-11-02', to: '2026-11-30' });
  expect(checkDays('2026-11', undefined, '2026-11-01')).toEqual({ from: '2026-11-01', to: '2026-11-01' });
  expect(checkDays('2028-02', '2028-02-29', undefined).from).toBe('2028-02-29');
  for (const wrong of ['2026-11-31', '2026-11-00', '2026-12-01', '2026-11-1', '2026-11', '2026-11-01T00', '', '\u0662'])
    expectRefusal(() => checkDays('2026-11', wrong, undefined), 'day_from', 'a day of 2026-11 as YYYY-MM-DD');
  expectRefusal(() => checkDays('2026-11', undefined, '2026-10-31'), 'day_to', 'a day of 2026-11');
  expectRefusal(() => checkDays('2026-11', '2026-11-03', '2026-11-02'), 'day_to', 'not be earlier');
});

const book = { currency: 'EUR', meters: [...prices] };

/** One book, as it always was, is valid from the beginning; several are put in order. From text or from what the text stands for. */
test('reads price books', () => {
  const later = { ...book, validFrom: '2026-03' };
  for (const read of [(given: unknown) => given, JSON.stringify]) {
    expect(parsePrices(read(book))).toEqual([{ ...book, validFrom: null }]);
    expect(parsePrices(read(later))).toEqual([later]);
    expect(parsePrices(read([later, book]))).toEqual([{ ...book, validFrom: null }, later]);
  }
});

const brokenBooks: [string, unknown, string][] = [
  ['text that is not JSON', '{', 'Invalid prices'],
  ['no book', [], 'must hold a price book'],
  ['a number', 7, 'must be an object'],
  ['a book that is a list', [[]], 'prices[0]'],
  ['a day for a month', { ...book, validFrom: '2026-03-01' }, 'prices.validFrom'],
  ['a misspelled month', { ...book, valid_from: '2026-03' }, 'prices.valid_from'],
  [
    'one month twice',
    [
      { ...book, validFrom: '2026-03' },
      { ...book, validFrom: '2026-03' },
    ],
    'prices[1].validFrom',
  ],
  ['two from the beginning', [book, book], 'prices[0] too'],
  ['a broken book among others', [book, { ...book, validFrom: '2026-03', currency: 'x' }], 'prices[1].currency'],
  ['an unknown currency', { ...book, currency: 'ZZQ' }, 'prices.currency'],
  ['no meters', { currency: 'EUR' }, 'prices.meters'],
  ['a missing meter', { ...book, meters: prices.slice(1) }, 'suggestions once, not 0 times'],
  ['a meter twice', { ...book, meters: [...prices, prices[0]] }, 'suggestions once, not 2 times'],
  ['an unknown meter', { ...book, meters: [{ meter: 'runs', unitPrice: '1' }] }, 'prices.meters[0].meter'],
  ['a price as number', { ...book, meters: [{ meter: 'suggestions', unitPrice: 0.1 }] }, 'prices.meters[0].unitPrice'],
  ['a negative price', { ...book, meters: [{ meter: 'suggestions', unitPrice: '-1' }] }, 'prices.meters[0].unitPrice'],
  ['a row that is text', { ...book, meters: ['suggestions'] }, 'prices.meters[0]'],
];

/** A mistake in the configuration is named, before a bill is made of it. */
test.each(brokenBooks)('refuses a price book with %s', (_, given, fragment) => {
  expect(() => parsePrices(given)).toThrow(fragment);
});
