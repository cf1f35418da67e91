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
/** Of the way to each new site: sites that move all at once would swing past where they belong. */
const pace = 0.8;
const mostRounds = 40;
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

/** Every site a part of the way to where the others want it; `moved`: the largest change of a posterior mean. */
function round(question: Question, sites: Sites): Sites & { readonly moved: number } {
  const found = regress(question, sites);
  const [targets, noise] = [sites.targets.slice(), sites.noise.slice()];
  let moved = 0;
  for (let i = 0; i < targets.length; i++) {
    const rest = without(sites, found, i);
    const site = tilt(at(question.labels, i), rest.mean, rest.variance);
    const [old, fresh] = [1 / at(noise, i), 1 / site.noise];
    const precision = old + pace * (fresh - old);
    const target = (old * at(targets, i) + pace * (fresh * site.target - old * at(targets, i))) / precision;
    const meanWith = (y: number, t: number): number => (rest.mean + rest.variance * t * y) / (1 + rest.variance * t);
    moved = Math.max(moved, Math.abs(meanWith(target, precision) - meanWith(at(targets, i), old)));
    [targets[i], noise[i]] = [target, 1 / precision];
  }
  return { targets, noise, moved };
}

/** The sites where they come to rest, from `start` or from what each label alone would make of them. O(n³) a round, some ten of them. */
export function answer(question: Question, start: Sites | null = null): Sites {
  let sites = start ?? lonely(question);
  for (let i = 0; i < mostRounds; i++) {
    const next = round(question, sites);
    sites = next;
    if (next.moved < close * Math.sqrt(question.signal)) break;
  }
  return sites;
}

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
  let value = 0.5 * found.quadratic + found.logPivots;
  let fit = 0;
  for (const [i, label] of labels.entries()) {
    const [noise, target, weight] = [at(sites.noise, i), at(sites.targets, i), at(found.alpha, i)];
    const { mean, variance } = without(sites, found, i);
    value -= tilt(label, mean, variance).value;
    value -= 0.5 * (Math.log(variance + noise) + (mean - target) ** 2 / (variance + noise));
    fit += weight * target - 1 - (weight ** 2 - at(found.diagonal, i)) * noise;
  }
  for (let k = 0; k < D - 1; k++) gradient[k] = -at(found.contraction, k);
  gradient[D - 1] = -0.5 * fit;
  // That of the regression has a row more, for its noise.
  information?.forEach((_, i) => {
    information[i] = at(found.information ?? information, Math.floor(i / D) * (D + 1) + (i % D));
  });
  return value;
}
