// Ids: positive 64-bit integers written as decimal text. Code compares and pads them; it never turns one into a number, which has 53 bits.

/** Digits of the largest id, 9223372036854775807. */
const width = 19;
const largest = 2n ** 63n - 1n;

/** Orders ids by size without reading them as numbers: the longer text is the larger id. For `sort`. */
export function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The form of an id, for documents; the largest ones of this form are more than 64 bits hold. */
export const idPattern = '^[1-9][0-9]{0,18}$';

/** Digits only, no leading zero, within (0, 2^63). */
export const isId = (text: string): boolean =>
  new RegExp(idPattern).test(text) && compareIds(text, String(largest)) <= 0;

/** Zero-padded to 19 digits, so that keys sort by size. */
export const padId = (id: string): string => id.padStart(width, '0');

/** The id a padded key was made of. */
export const unpadId = (padded: string): string => padded.replace(/^0+(?=.)/, '');

/** The id `steps` further, kept within [0, 2^63): zero stands below every id, the largest above. */
export function moveId(id: string, steps: 1 | -1): string {
  const moved = BigInt(id) + BigInt(steps);
  if (moved < 0n) return '0';
  return String(moved > largest ? largest : moved);
}

/** 2026-01-01T00:00Z in milliseconds since the epoch: 41 bits of milliseconds from here reach the year 2095. */
export const idEpoch = Date.UTC(2026, 0, 1);
/** Bits of an id below the millisecond. */
export const idLowBits = 22n;

/** The smallest id of a moment in milliseconds since the epoch, within [0, 2^63). */
export function firstIdAt(moment: number): string {
  const id = BigInt(Math.max(0, Math.floor(moment) - idEpoch)) << idLowBits;
  return String(id > largest ? largest : id);
}
