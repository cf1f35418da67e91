// The rule for counts in a definition: budgets, bandwidths, numbers of solutions.
import { invalid } from '../problem.ts';

/** Returns a whole number of at least 1, or null for null and nothing at all. */
export function checkCount(value: number | null | undefined, field: string): number | null {
  if (value === null || value === undefined) return null;
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw invalid(field, value, 'must be a whole number of at least 1', 'Send such a number, or null for none.');
}
