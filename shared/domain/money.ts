// Exact money: decimal text times whole units, rounded once, in integers of the currency's smallest unit.

/** Digits after the point of an amount in this currency: 2 for USD, 0 for JPY, 3 for KWD (ISO 4217, by the tables of Intl). */
export const centsDigits = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

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
