// The evaluations after which a table looks at a run.

/** Counts of evaluations, the last one the budget. */
export const milestones = (budget: number): number[] =>
  [20, 40, 60, 100, 200].filter((count) => count < budget).concat(budget);
