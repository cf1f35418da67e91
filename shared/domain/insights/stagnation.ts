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

/** Whether the last 5·d of the observations (in the order of reports) changed nothing in the set of the best; false while there are no others. */
export function hasSettled<Item extends { readonly id: string }>(
  observations: readonly Item[],
  d: number,
  best: (among: readonly Item[]) => readonly Item[],
): boolean {
  const before = observations.slice(0, Math.max(0, observations.length - lookBack * d));
  if (before.length === 0) return false;
  const idsOf = (items: readonly Item[]) =>
    items
      .map(({ id }) => id)
      .sort()
      .join();
  return idsOf(best(before)) === idsOf(best(observations));
}

/** The budget is known, and more evaluations than it were reported. */
export const isOverBudget = (budget: number | null, observations: number): boolean =>
  budget !== null && observations > budget;
