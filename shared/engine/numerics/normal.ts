// The normal distribution to full precision: erfcx, density, distribution, quantile, and the logarithms that expected improvement needs.
import { item } from '../kernels/at.ts';

/** Φ⁻¹(0.9): a central 80 % interval reaches this many standard deviations to both sides. */
export const ninetieth = 1.2815515655446004;

const invSqrtPi = 0.5641895835477563;
const invSqrtTwoPi = 0.3989422804014327;
const logSqrtTwoPi = 0.9189385332046728;
const sqrtHalfPi = 1.2533141373155003;

// Rational minimax approximations of W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969).
const erfTop = [0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694];
const erfBottom = [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171];
const middleTop = [
  2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769,
  1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
];
const middleBottom = [
  1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
  4362.619090143247, 3439.3676741437216, 1230.3393548037495,
];
const farTop = [
  0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275,
  0.0006587491615298378,
];
const farBottom = [
  1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918,
];

const polynomial = (coefficients: readonly number[], x: number): number => {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) sum = sum * x + item(coefficients, i);
  return sum;
};

/** erfcx(x) = exp(x²) erfc(x) for x ≥ 0, relative error about 1e-15. */
export function erfcx(x: number): number {
  const square = x * x;
  if (x <= 0.46875) {
    const erf = (x * polynomial(erfTop, square)) / polynomial(erfBottom, square);
    return Math.exp(square) * (1 - erf);
  }
  if (x <= 4) return polynomial(middleTop, x) / polynomial(middleBottom, x);
  const inverse = 1 / square;
  return (invSqrtPi - (inverse * polynomial(farTop, inverse)) / polynomial(farBottom, inverse)) / x;
}

export const density = (z: number): number => invSqrtTwoPi * Math.exp(-0.5 * z * z);

export const logDensity = (z: number): number => -0.5 * z * z - logSqrtTwoPi;

/** Φ(z), with full relative precision in the lower tail. */
export function distribution(z: number): number {
  const tail = 0.5 * erfcx(Math.abs(z) * Math.SQRT1_2) * Math.exp(-0.5 * z * z);
  return z < 0 ? tail : 1 - tail;
}

/** ln Φ(z) and its derivative φ/Φ; exact far into the lower tail. */
export function logDistribution(z: number): { readonly value: number; readonly slope: number } {
  if (z > -1) {
    const p = distribution(z);
    return { value: Math.log(p), slope: density(z) / p };
  }
  const mills = millsRatio(-z);
  return { value: -0.5 * z * z - logSqrtTwoPi + Math.log(mills), slope: 1 / mills };
}

/** (1 − Φ(u)) / φ(u) for u ≥ 0. */
const millsRatio = (u: number): number => sqrtHalfPi * erfcx(u * Math.SQRT1_2);

/** ln h, Φ/h and φ/h at z, where h(z) = φ(z) + z Φ(z) and s·h is the expected improvement. */
export type LogImprovement = { value: number; cumulative: number; density: number };

/**
 * Writes into `out`, because it is called a million times an ask. After Ament et al., "Unexpected improvements to expected improvement"
 * (NeurIPS 2023), §4.1: directly down to z = −4; below h = φ·(1 − |z|·m) with the Mills ratio m; where that difference has lost too many
 * digits (|z| > 50), by the asymptotic series 1 − |z|·m = z⁻² − 3 z⁻⁴ + 15 z⁻⁶ − …
 */
export function logImprovement(z: number, out: LogImprovement): void {
  if (z > -4) {
    const cumulative = distribution(z);
    const pdf = density(z);
    const h = pdf + z * cumulative;
    out.value = Math.log(h);
    out.cumulative = cumulative / h;
    out.density = pdf / h;
    return;
  }
  const mills = millsRatio(-z);
  const rest = z > -50 ? 1 + z * mills : farRest(1 / (z * z));
  out.value = -0.5 * z * z - logSqrtTwoPi + Math.log(rest);
  out.cumulative = mills / rest;
  out.density = 1 / rest;
}

const farRest = (w: number): number => w * (1 - w * (3 - w * (15 - w * (105 - w * 945))));

/** Φ⁻¹(p): Newton steps on ln Φ from −√(−2 ln p), where Φ is at most p/2; p is cut to [1e-12, 1 − 1e-12]. */
export function quantile(p: number): number {
  const target = Math.min(1 - 1e-12, Math.max(1e-12, p));
  if (target > 0.5) return -quantile(1 - target);
  // ln Φ is concave and its slope never vanishes below 0, so Newton from the left of the answer converges monotonically.
  let z = -Math.sqrt(-2 * Math.log(target));
  for (let i = 0; i < 20; i++) {
    const { value, slope } = logDistribution(z);
    const step = (Math.log(target) - value) / slope;
    z += step;
    if (Math.abs(step) < 1e-14) break;
  }
  return z;
}
