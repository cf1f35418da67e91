// A range that is bent: a parameter whose scale is not the one on which the metric changes evenly, a learning rate without its logarithm.
//
// w(u; a) = ln(1 + (e^a − 1)·u)/a takes [0, 1] to itself and rises everywhere. a = 0 leaves the range as it is. a > 0 spreads its beginning as the logarithm
// of a range does whose end is e^a times its beginning; a < 0 spreads its end, its mirror image. Outside of the range, where observations of other
// bounds may lie, it goes on in a straight line.

/** Below this a series is more exact than the quotients. */
const slight = 1e-3;

/** The bent place of u (1 is the end of the range). */
export function bend(u: number, a: number): number {
  if (u < 0) return u * slopeAtStart(a);
  if (u > 1) return 1 - (1 - u) * slopeAtStart(-a);
  if (Math.abs(a) < slight) return u + a * u * (1 - u) * (0.5 + (a * (1 - 2 * u)) / 6);
  return Math.log1p(Math.expm1(a) * u) / a;
}

/** The u in [0, 1] whose bent place is w. */
export const unbend = (w: number, a: number): number =>
  Math.abs(a) < slight ? w - a * w * (1 - w) * (0.5 - (a * (1 - 2 * w)) / 12) : Math.expm1(a * w) / Math.expm1(a);

/** ∂w/∂a; `w`: the bent place of u. */
export function bendChange(u: number, a: number, w: number): number {
  if (u < 0) return u * startChange(a);
  if (u > 1) return (1 - u) * startChange(-a);
  if (Math.abs(a) < slight) return u * (1 - u) * (0.5 + (a * (1 - 2 * u)) / 3);
  return ((Math.exp(a) * u) / (1 + Math.expm1(a) * u) - w) / a;
}

/** ∂w/∂u where the bent place is w. */
export const bendSlope = (w: number, a: number): number => slopeAtStart(a) * Math.exp(-a * Math.min(1, Math.max(0, w)));

/** (e^a − 1)/a */
const slopeAtStart = (a: number): number => (Math.abs(a) < slight ? 1 + a / 2 + (a * a) / 6 : Math.expm1(a) / a);

/** d/da of it */
const startChange = (a: number): number => (Math.abs(a) < slight ? 0.5 + a / 3 : (Math.exp(a) - Math.expm1(a) / a) / a);
