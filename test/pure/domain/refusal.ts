// What a refused call says, for tables of refusals.
import { expect } from 'vitest';
import { isProblem } from '../../../shared/domain/problem.ts';

/** The problem that `run` throws; fails when it throws none, or something else. */
export function refusalOf(run: () => unknown) {
  try {
    run();
  } catch (error) {
    if (isProblem(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** A 400 whose first error names `field`, whose message holds `fragment`, and whose every error says rule and way out. */
export function expectRefusal(run: () => unknown, field: string, fragment: string): void {
  const { status, message, errors } = refusalOf(run);
  expect({ status, field: errors[0]?.field }).toEqual({ status: 400, field });
  expect(message).toContain(fragment);
  for (const { rule, fix } of errors) expect(rule.length * fix.length).toBeGreaterThan(0);
}
