// The first two derivatives of ln Γ: mean and variance of the logarithm of a gamma variable.

/** Arguments from which on the asymptotic series are good to 1e-10. */
const far = 10;

/** ψ(x) for x > 0 (Abramowitz & Stegun 6.3.18, reached by 6.3.5). */
export function digamma(x: number): number {
  if (x < far) return digamma(x + 1) - 1 / x;
  const w = 1 / (x * x);
  return Math.log(x) - 0.5 / x - w * (1 / 12 - w * (1 / 120 - w * (1 / 252 - w / 240)));
}

/** ψ′(x) for x > 0 (Abramowitz & Stegun 6.4.12, reached by 6.4.6). */
export function trigamma(x: number): number {
  if (x < far) return trigamma(x + 1) + 1 / (x * x);
  const w = 1 / (x * x);
  return 1 / x + 0.5 * w + (w / x) * (1 / 6 - w * (1 / 30 - w * (1 / 42 - w / 30)));
}
