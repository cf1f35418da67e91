// The beta distribution: its distribution function and the inverse of it.

/** ln Γ(x) for x > 0: Stirling's series from 10 on (Abramowitz & Stegun 6.1.41), reached by Γ(x + 1) = x·Γ(x). Relative error below 1e-13. */
export function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  while (z < 10) {
    shift += Math.log(z);
    z += 1;
  }
  const w = 1 / (z * z);
  const series = (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w / 1188)))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

/** ln of the beta function. */
export const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/** P(X ≤ x) for X ~ Beta(a, b), a, b > 0: the regularized incomplete beta function. */
export const betaDistribution = (x: number, a: number, b: number): number => distribution(x, a, b, logBeta(a, b));

function distribution(x: number, a: number, b: number, norm: number): number {
  if (!(x > 0)) return 0;
  if (!(x < 1)) return 1;
  // The continued fraction converges fast on the near side of the mean only.
  return x <= (a + 1) / (a + b + 2) ? nearSide(x, a, b, norm) : 1 - nearSide(1 - x, b, a, norm);
}

const nearSide = (x: number, a: number, b: number, norm: number): number =>
  (Math.exp(a * Math.log(x) + b * Math.log1p(-x) - norm) / a) * fraction(x, a, b);

/** The continued fraction 1/(1 + d₁/(1 + d₂/(1 + …))) of Abramowitz & Stegun 26.5.8, from the front by Lentz's method. */
function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let [value, c, d] = [1, Infinity, 1];
  for (let step = 1; step < 2000; step++) {
    const m = step >> 1;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    const term = step % 2 === 1 ? odd : (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + term * d, tiny);
    c = away(1 + term / c, tiny);
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-14) break;
  }
  return value;
}

const away = (v: number, tiny: number): number => (Math.abs(v) < tiny ? tiny : v);

/**
 * The x with P(X ≤ x) = p: Newton's steps on the distribution function, and halving of the bracket where one would leave it or the density is useless, to
 * the last digit that a coordinate of the unit interval has.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  const norm = logBeta(a, b);
  let [low, high] = [0, 1];
  let x = a / (a + b);
  for (let i = 0; i < 100 && high - low > 1e-16; i++) {
    const excess = distribution(x, a, b, norm) - p;
    if (excess > 0) high = x;
    else low = x;
    const density = Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - norm);
    const next = x - excess / density;
    const inside = next > low && next < high && i < 30;
    const step = (inside ? next : 0.5 * (low + high)) - x;
    x += step;
    if (Math.abs(step) < 1e-16) break;
  }
  return x;
}
