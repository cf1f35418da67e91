// When a stored model is too old and hyperparameters should be learned again.

/**
 * True when a model fitted to `fitted` observations (null: no model) should give way to a new one of `n`: after each one up to 100, then
 * after every 1 % of growth.
 */
export function fitIsDue(fitted: number | null, n: number): boolean {
  return fitted === null || n - fitted >= Math.max(1, Math.ceil(n / 100)) || n < fitted;
}
