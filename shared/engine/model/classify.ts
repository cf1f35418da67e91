// Yes or no at every row, explained by a process that nobody sees: classification by expectation propagation (Minka 2001; Rasmussen & Williams 2006, §3.6).
import { at } from '../kernels/at.ts';
import type { Inputs } from '../kernels/covariance.ts';
import type { Evaluation } from '../kernels/kernels.ts';
import { kernels } from '../kernels/load.ts';
import { logDistribution } from '../numerics/normal.ts';

/** What is to be explained: label +1 or −1 of each row, P(label | f) = Φ(label·f), f a process of mean 0 and variance `signal`. */
export type Question = {
  readonly inputs: Inputs;
  readonly signal: number;
  /** (n) */
  readonly labels: Float64Array;
};

/** The regression that stands for the labels: `targets` (n) measured with variances `noise` (n) leave the moments of f that the labels leave. */
export type Sites = { readonly targets: Float64Array; readonly noise: Float64Array };

/** Rows far on their own side tell nothing: a noise of 1e8 says so. */
const mostNoise = 1e8;
/**
 * Of the way to each new site. All move at once, and where one label has by far the most rows they swing for ever around where they belong with four
 * fifths of the way; with a half none of a thousand data sets did.
 */
const pace = 0.5;
const mostRounds = 60;
/** Change of a posterior mean, in standard deviations of the prior, that is taken for none. */
const close = 1e-4;

/** What a label makes of a belief about f that does not know it, normal with `mean` and `variance`: ln of its chance, and the site that brings the same moments (eq. 3.58, 3.59). */
function tilt(label: number, mean: number, variance: number) {
  const spread = Math.sqrt(1 + variance);
  const z = (label * mean) / spread;
  const { value, slope } = logDistribution(z);
  const curvature = (slope * (z + slope)) / spread ** 2;
  const noise = curvature > 0 ? Math.min(mostNoise, 1 / curvature - variance) : mostNoise;
  return { value, noise, target: mean + ((label * slope) / spread) * (noise + variance) };
}

/**
 * The belief about f at row i without its own label. With R = (K + N)⁻¹ all labels together leave y − N·α ± √(N − N²·R); without this one it is what
 * leaving it out of the regression leaves (eq. 5.12).
 */
function without({ targets, noise }: Sites, { alpha, diagonal }: Evaluation, i: number) {
  const mean = at(targets, i) - at(alpha, i) / at(diagonal, i);
  return { mean, variance: Math.max(1e-10, 1 / at(diagonal, i) - at(noise, i)) };
}

function regress({ inputs, signal }: Question, { targets, noise }: Sites, learned?: Float64Array): Evaluation {
  const found = kernels.evaluate({ inputs, signal, noise, targets, ...(learned ? { learned } : {}) });
  if (!found) throw new Error('A covariance is not a number: distances are not finite.');
  return found;
}

/** The sites of labels that know nothing of each other. */
function lonely({ signal, labels }: Question): Sites {
  const alone = Array.from(labels, (label) => tilt(label, 0, signal));
  return {
    targets: Float64Array.from(alone, ({ target }) => target),
    noise: Float64Array.from(alone, ({ noise }) => noise),
  };
}

/** Every site a part of the way to where the others want it. */
function approach({ labels }: Question, sites: Sites, found: Evaluation): Sites {
  const [targets, noise] = [sites.targets.slice(), sites.noise.slice()];
  for (const [i, label] of labels.entries()) {
    const { mean, variance } = without(sites, found, i);
    const site = tilt(label, mean, variance);
    const [old, fresh] = [(1 - pace) / at(noise, i), pace / site.noise];
    targets[i] = (old * at(targets, i) + fresh * site.target) / (old + fresh);
    noise[i] = 1 / (old + fresh);
  }
  return { targets, noise };
}

/** The sites where they come to rest, from `start` or from what each label alone would make of them. O(n³) a round, some twenty of them. */
export function answer(question: Question, start: Sites | null = null): Sites {
  let sites = start ?? lonely(question);
  let before: Float64Array | null = null;
  for (let i = 0; i < mostRounds; i++) {
    const found = regress(question, sites);
    const means = sites.targets.map((target, k) => target - at(sites.noise, k) * at(found.alpha, k));
    if (before && apart(means, before) < close * Math.sqrt(question.signal)) break;
    sites = approach(question, sites, found);
    before = means;
  }
  return sites;
}

const apart = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, v, i) => Math.max(most, Math.abs(v - at(b, i))), 0);

/**
 * −ln p(labels | θ) of sites that have come to rest (eq. 3.65), θ = [ln ℓ (numeric + coded), ln signal]. Its gradient is that of the regression there
 * (eq. 5.27), and so is the information that is written along with it.
 */
export function negativeLogEvidence(
  question: Question,
  sites: Sites,
  gradient: Float64Array,
  information: Float64Array | null = null,
): number {
  const { labels } = question;
  const D = gradient.length;
  const found = regress(question, sites, information ? new Float64Array(labels.length) : undefined);
  for (let k = 0; k < D - 1; k++) gradient[k] = -at(found.contraction, k);
  gradient[D - 1] = signalSlope(sites, found);
  const { information: wider } = found;
  // That of the regression has a row and a column more, for its noise.
  if (information && wider)
    for (let i = 0; i < D * D; i++) information[i] = at(wider, Math.floor(i / D) * (D + 1) + (i % D));
  let value = 0.5 * found.quadratic + found.logPivots;
  for (const [i, label] of labels.entries()) {
    const { mean, variance } = without(sites, found, i);
    const whole = variance + at(sites.noise, i);
    value -= tilt(label, mean, variance).value;
    value -= 0.5 * (Math.log(whole) + (mean - at(sites.targets, i)) ** 2 / whole);
  }
  return value;
}

/** −½ tr W(K − N) with W = ααᵀ − K⁻¹, as likelihood.ts has it. */
function signalSlope({ targets, noise }: Sites, { alpha, diagonal }: Evaluation): number {
  let fit = 0;
  for (let i = 0; i < targets.length; i++) {
    const weight = at(alpha, i);
    fit += weight * at(targets, i) - 1 - (weight ** 2 - at(diagonal, i)) * at(noise, i);
  }
  return -0.5 * fit;
}
