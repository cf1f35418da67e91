// When an experiment may be considered finished, by the contract's own two rules; advice beyond them is the optimizer's.

/** Observations for each parameter that the rule looks back over. */
const lookBack = 5;
/** Of the earlier values, the best but so many are what the recent ones must beat. */
const rank = 5;

/**
 * Whether the last 5·d evaluations brought nothing: none of them is better than the fifth best of those before. `values`: one for each evaluation in
 * the order of reports, minimized, NaN for a failure; d: number of parameters. False before 5·d + 5 evaluations, or five values before the last 5·d.
 */
export function stagnates(values: Float64Array, d: number): boolean {
  const recent = lookBack * d;
  if (values.length < recent + rank) return false;
  const before = values
    .slice(0, values.length - recent)
    .filter(Number.isFinite)
    .sort();
  const fifth = before[rank - 1];
  if (fifth === undefined) return false;
  return !values.slice(values.length - recent).some((value) => value < fifth);
}

/** The budget is known, and more evaluations than it were reported. */
export const isOverBudget = (budget: number | null, observations: number): boolean =>
  budget !== null && observations > budget;
