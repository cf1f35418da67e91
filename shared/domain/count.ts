// The rule for counts in a definition: budgets, bandwidths, numbers of solutions.
import { unsupported } from './later.ts';
import { invalid } from './problem.ts';

/** Returns a whole number of at least 1, or null for null and nothing at all. */
export function checkCount(value: number | null | undefined, field: string): number | null {
  if (value === null || value === undefined) return null;
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw invalid(field, value, 'must be a whole number of at least 1', 'Send such a number, or null for none.');
}

/** More than one solution is a feature of a later version; 1 and null are kept, because they are shown as they were given. */
export function checkNumSolutions(value: number | null | undefined): number | null {
  const count = checkCount(value, 'num_solutions');
  if (count === null || count === 1) return count;
  throw unsupported('num_solutions', count, 'more than one solution', 'Send 1 or null, or leave the key out.');
}
