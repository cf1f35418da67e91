// Exact money: decimal text times whole units, rounded once, in integers of the currency's smallest unit.

/** Minor units of ISO 4217 that are not 2. Not asked of Intl: its tables say what a till shows, which for HUF or COP is no cents, and invoices count them. */
const unlikeCents: ReadonlyMap<string, number> = new Map(
  Object.entries({
    0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
    3: 'BHD IQD JOD KWD LYD OMR TND',
    4: 'CLF UYW',
  }).flatMap(([digits, currencies]) => currencies.split(' ').map((currency) => [currency, Number(digits)] as const)),
);

/** Digits after the point of an amount in this currency (ISO 4217): 2 for USD, 0 for JPY, 3 for KWD. */
export const centsDigits = (currency: string): number => unlikeCents.get(currency) ?? 2;

/**
 * `units` (a whole number of at least 0) times `unitPrice` (decimal text, no sign), in units of 10^-`digits`, rounded half up.
 * Exact, because nothing is a float until the end; throws when the amount is beyond 2^53.
 */
export function amountOf(units: number, unitPrice: string, digits: number): number {
  const [whole = '', fraction = ''] = unitPrice.split('.');
  const scaled = BigInt(units) * BigInt(whole + fraction) * 10n ** BigInt(digits);
  const amount = Number(divideHalfUp(scaled, 10n ** BigInt(fraction.length)));
  if (!Number.isSafeInteger(amount)) throw new Error(`${units} units at ${unitPrice} are more than a number can hold`);
  return amount;
}

/** For a dividend of at least 0. */
const divideHalfUp = (dividend: bigint, divisor: bigint): bigint => (2n * dividend + divisor) / (2n * divisor);
