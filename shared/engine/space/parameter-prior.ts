// What a user believes about good values of a double, in its unit coordinate: where to draw from, and how likely a place is.
import { betaQuantile, logBeta } from '../numerics/beta.ts';
import { distribution, logDistribution, logDensity as logNormal, quantile } from '../numerics/normal.ts';
import type { ParameterPrior } from '../types.ts';

/** A normal with its ends cut off, or a beta; over the unit interval. */
export type UnitPrior =
  | { readonly kind: 'normal'; readonly mean: number; readonly scale: number }
  | { readonly kind: 'beta'; readonly shapeA: number; readonly shapeB: number };

/** Null for none, and where the bounds leave no room for a belief. */
export function unitPrior(
  prior: ParameterPrior | null | undefined,
  bounds: { readonly min: number; readonly max: number },
): UnitPrior | null {
  const width = bounds.max - bounds.min;
  if (!prior || !(width > 0)) return null;
  if (prior.kind === 'beta') return prior;
  const [mean, scale] = [(prior.mean - bounds.min) / width, Math.max(narrowest, prior.scale / width)];
  if (scale === Infinity) return null;
  return { kind: 'normal', mean: Math.min(1 + farthest * scale, Math.max(-farthest * scale, mean)), scale };
}

/** Of the range; less than that between two coordinates is a point all the same, and slopes stay numbers. */
const narrowest = 1e-20;

/** Scales that a mean lies outside of the bounds at most; from there on all of the prior is at the nearer end, and squares of more may overflow. */
const farthest = 1e8;

/** The coordinate below which a share u in (0, 1) of the prior lies: its inverse distribution function. */
export function priorQuantile(prior: UnitPrior, u: number): number {
  if (prior.kind === 'beta') return betaQuantile(u, prior.shapeA, prior.shapeB);
  const [low, high] = [distribution(-prior.mean / prior.scale), distribution((1 - prior.mean) / prior.scale)];
  return Math.min(1, Math.max(0, prior.mean + prior.scale * quantile(low + u * (high - low))));
}

/** The density over the unit interval, where the uniform one is 1. */
export function priorDensity(prior: UnitPrior, unit: number): number {
  if (prior.kind === 'normal') {
    const log = logNormal((unit - prior.mean) / prior.scale) - logMass(prior) - Math.log(prior.scale);
    return Math.exp(log);
  }
  const x = Math.min(1 - edge, Math.max(edge, unit));
  return Math.exp(betaShape(prior, x).value - logBeta(prior.shapeA, prior.shapeB));
}

/**
 * ln of the share of an uncut normal inside of the bounds: by the tail that they lie in, because all of it may be too little for a number that is not a
 * logarithm, and by the density in their middle where that hardly differs between them.
 */
function logMass({ mean, scale }: Extract<UnitPrior, { kind: 'normal' }>): number {
  const [low, high] = mean > 0.5 ? [-mean / scale, (1 - mean) / scale] : [(mean - 1) / scale, mean / scale];
  if ((high - low) * Math.max(1, -low) < 1e-3) return logNormal(0.5 * (low + high)) - Math.log(scale);
  const most = logDistribution(high).value;
  return most + Math.log1p(-Math.exp(logDistribution(low).value - most));
}

/** Likelihood of the least likely place, in shares of the likeliest: a prior discourages, it never forbids. */
const least = 1e-3;

/** Ends of the interval in which the density of a beta is read: at 0 and 1 it may be infinite. */
const edge = 1e-3;

/**
 * ln of the density relative to its peak, raised by `least` and so between ln(least/(1 + least)) and 0, with its slope in the unit coordinate.
 * The raising is smooth: a search that starts in the flat part still feels the way.
 */
export function logPreference(prior: UnitPrior, unit: number): { readonly value: number; readonly slope: number } {
  const { value, slope } = logDensity(prior, unit);
  const ratio = Math.exp(value);
  return { value: Math.log((ratio + least) / (1 + least)), slope: (slope * ratio) / (ratio + least) };
}

/** ln of the density over that of the peak. */
function logDensity(prior: UnitPrior, unit: number): { readonly value: number; readonly slope: number } {
  if (prior.kind === 'normal') {
    // The peak inside of the bounds, should they have been moved away from the mean.
    const peak = (Math.min(1, Math.max(0, prior.mean)) - prior.mean) / prior.scale;
    const z = (unit - prior.mean) / prior.scale;
    return { value: 0.5 * (peak * peak - z * z), slope: -z / prior.scale };
  }
  const x = Math.min(1 - edge, Math.max(edge, unit));
  return { value: betaShape(prior, x).value - betaPeak(prior), slope: x === unit ? betaShape(prior, x).slope : 0 };
}

/** ln of the density up to a constant. */
const betaShape = ({ shapeA, shapeB }: Extract<UnitPrior, { kind: 'beta' }>, x: number) => ({
  value: (shapeA - 1) * Math.log(x) + (shapeB - 1) * Math.log1p(-x),
  slope: (shapeA - 1) / x - (shapeB - 1) / (1 - x),
});

/** Its largest value: at the mode, or at the end that is higher where there is no mode inside. */
function betaPeak(prior: Extract<UnitPrior, { kind: 'beta' }>): number {
  const mode = (prior.shapeA - 1) / (prior.shapeA + prior.shapeB - 2);
  const inside = mode > edge && mode < 1 - edge ? [mode] : [];
  return Math.max(...[edge, 1 - edge, ...inside].map((x) => betaShape(prior, x).value));
}
