// When a stored model is too old and hyperparameters should be learned again, and when the search for them should look around.

/** Fewer values than this teach nothing that the start design does not do better: no model is stored before there are so many. */
export const fewest = 3;

/** Up to here each new observation may overturn what was learned, and learning again is cheap. */
const few = 50;

/**
 * True when a model fitted to `fitted` observations (null: no model) should give way to a new one of `n`: after each one up to 50, then after every
 * 5 % of growth. Between fits the stored hyperparameters meet all observations; bench/studies/fit-schedule.md has what that costs.
 */
export function fitIsDue(fitted: number | null, n: number): boolean {
  return fitted === null || n < fitted || n - fitted >= (n <= few ? 1 : Math.ceil(n / 20));
}

/** The growth of the data after which a fit looks for other explanations again. */
const growth = 1.15;

/**
 * True when a fit of n observations should try other starts than what the previous model (fitted to `fitted`; null: none) knows. It depends on the
 * two numbers alone: each time the data have grown past a power of 1.15, however many fits lie between.
 */
export function looksAround(fitted: number | null, n: number): boolean {
  if (fitted === null || n < fitted || n <= few) return true;
  return epoch(n) > epoch(fitted);
}

const epoch = (n: number): number => Math.floor(Math.log(Math.max(1, n)) / Math.log(growth));
