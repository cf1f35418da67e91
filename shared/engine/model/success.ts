// Probability that an evaluation succeeds, learned from where evaluations failed.

import { at, item } from '../kernels/at.ts';
import { type Informed, minimizeNewton } from '../numerics/newton.ts';
import { concatenate } from '../numerics/vectors.ts';
import { gather } from '../values/rows.ts';
import { answer, negativeLogEvidence, type Question, type Sites } from './classify.ts';
import { beside, type Embedding, embedAll, metricColumns } from './embedding.ts';
import { lengthscaleTerm, usualDistance } from './prior.ts';
import { makeProcess, type Process } from './process.ts';
import type { Outcomes } from './told.ts';

/** P(success) = Φ(f), f the values of `process`. */
export type Success = { readonly process: Process };

/** [ln ℓ_1 … ln ℓ_width, ln signal variance] of f. */
type Theta = Float64Array;

/** The latest rows of each kind that the model looks at. */
const limit = 80;
/** Most borders are sharp: with a deviation of 30, Φ goes from one end to the other in a tenth of a lengthscale. Where they are ragged the data say so. */
const [usualSignal, doubtOfSignal] = [Math.log(1000), 4];
const [leastSignal, mostSignal] = [0, Math.log(1e5)];
const [shortest, longest] = [Math.log(0.02), Math.log(50)];

/** Points (·, P) of evaluations that succeeded and that failed, and what is known of them from earlier experiments. */
export type Seen = { readonly good: Float64Array; readonly bad: Float64Array; readonly before: Outcomes };

/** With a column for each earlier experiment that tells of outcomes; none where these know of no failure. */
const besideOutcomes = (embedding: Embedding, { origins }: Outcomes): Embedding =>
  beside(
    embedding,
    origins.reduce((most, origin) => Math.max(most, origin), 0),
  );

/** The latest of either kind with their labels; places that today's leave are filled from earlier experiments, their first rows by turns, which come first. */
function labelled({ good, bad, before }: Seen, P: number): Outcomes {
  const [first, second] = [good.slice(-limit * P), bad.slice(-limit * P)];
  const [m, k] = [first.length / P, second.length / P];
  const of = (label: number, most: number): number[] =>
    byTurns(
      before,
      [...before.labels.keys()].filter((i) => at(before.labels, i) === label),
    ).slice(0, most);
  const indices = [...of(1, limit - m), ...of(-1, limit - k)];
  const own = { points: concatenate(first, second), labels: new Float64Array(m + k).fill(1, 0, m).fill(-1, m) };
  return {
    points: concatenate(gather(before.points, P, indices), own.points),
    labels: concatenate(gather(before.labels, 1, indices), own.labels),
    origins: Uint8Array.from([...indices.map((i) => item(before.origins, i)), ...new Uint8Array(m + k)]),
  };
}

/** Rows of each experiment in turn, so that none fills all places: one whose failures alone were known would seem to fail everywhere. */
function byTurns({ origins }: Outcomes, rows: readonly number[]): number[] {
  const turns = new Map<number, number>();
  const dealt = rows.map((row) => {
    const turn = turns.get(item(origins, row)) ?? 0;
    turns.set(item(origins, row), turn + 1);
    return { row, turn };
  });
  return dealt.sort((a, b) => a.turn - b.turn).map(({ row }) => row);
}

/**
 * Short lengthscales until they are learned: the border of what works may be near where the objective is smooth. What worked in an earlier experiment mostly works
 * today: 1 apart at the usual distance of tasks (prior.ts), they correlate by 0.8.
 */
function startTheta(embedding: Embedding): Theta {
  const { width, earlier = 0 } = embedding;
  const theta = new Float64Array(width + 1).fill(Math.log(0.3 * Math.sqrt(Math.max(1, (width - earlier) / 4))));
  const first = metricColumns(embedding) - earlier;
  theta.fill(usualDistance, first, first + earlier);
  theta[width] = usualSignal;
  return theta;
}

/** `theta` as a process is made of it. */
const planOf = (theta: Theta) => ({
  inverse: theta.slice(0, -1).map((t) => Math.exp(-t)),
  signal: Math.exp(at(theta, theta.length - 1)),
});

/** What the labels of points (n, P) ask, if θ were true. */
function questionOf(embedding: Embedding, P: number, theta: Theta, { points, labels, origins }: Outcomes): Question {
  const { inverse, signal } = planOf(theta);
  const [n, numeric] = [labels.length, metricColumns(embedding)];
  const rows = embedAll(embedding, points, n, P, inverse, origins);
  const weights = inverse.slice(numeric).map((v) => v * v);
  return { inputs: { n, numeric, coded: embedding.coded.length, rows, weights }, signal, labels };
}

/** −ln of a normal density on ln signal, with its derivatives. */
const signalTerm = (t: number) => ({
  value: (t - usualSignal) ** 2 / (2 * doubtOfSignal),
  slope: (t - usualSignal) / doubtOfSignal,
  curvature: 1 / doubtOfSignal,
});

/** θ ↦ −ln p(labels | θ) − ln p(θ); each evaluation begins where the sites of the one before have come to rest. */
function negativeLogPosterior(embedding: Embedding, P: number, rows: Outcomes): Informed {
  let sites: Sites | null = null;
  return (theta, gradient, information = null) => {
    const { width } = embedding;
    const question = questionOf(embedding, P, theta, rows);
    sites = answer(question, sites);
    let value = negativeLogEvidence(question, sites, gradient, information);
    for (const [k, t] of theta.entries()) {
      const term = k < width ? lengthscaleTerm(embedding, k, t) : signalTerm(t);
      value += term.value;
      gradient[k] = at(gradient, k) + term.slope;
      const corner = k * (width + 2);
      if (information) information[corner] = at(information, corner) + term.curvature;
    }
    return value;
  };
}

/**
 * Hyperparameters of what works, its own and not the objective's; the defaults with fewer than three failures or successes, and null without any
 * failure. `earlier` is what was learned before, where the search starts; without `learns` it is taken as it is, because each evaluation costs some
 * twenty factors of up to 160 rows.
 */
export function fitSuccess(
  plain: Embedding,
  P: number,
  seen: Seen,
  earlier: readonly number[] | null,
  learns: boolean,
): Theta | null {
  const embedding = besideOutcomes(plain, seen.before);
  const rows = labelled(seen, P);
  const failures = rows.labels.filter((label) => label < 0).length;
  if (failures === 0) return null;
  const { width } = embedding;
  const start = startTheta(embedding);
  if (rows.labels.length - failures < 3 || failures < 3) return start;
  const known = earlier?.length === width + 1 ? Float64Array.from(earlier) : start;
  if (!learns) return known;
  const box = { lower: new Float64Array(width + 1).fill(shortest), upper: new Float64Array(width + 1).fill(longest) };
  [box.lower[width], box.upper[width]] = [leastSignal, mostSignal];
  const limits = { iterations: 12, tolerance: 3e-2, gain: 1e-2 };
  return minimizeNewton(negativeLogPosterior(embedding, P, rows), known, box, limits).x;
}

/** `theta` is what `fitSuccess` learned, null: the defaults; null when there are no failures. */
export function makeSuccess(plain: Embedding, P: number, theta: Theta | null, seen: Seen): Success | null {
  const embedding = besideOutcomes(plain, seen.before);
  const rows = labelled(seen, P);
  if (rows.labels.every((label) => label > 0)) return null;
  // Earlier rows may lie in today's space that did not when it was learned, and the other way round.
  const used = theta?.length === embedding.width + 1 ? theta : startTheta(embedding);
  const { targets, noise } = answer(questionOf(embedding, P, used, rows));
  return { process: makeProcess({ embedding, P, ...planOf(used) }, rows.points, targets, noise, rows.origins) };
}

/** The argument of Φ where f is known as `mean` ± √`variance` (Rasmussen & Williams 2006, eq. 3.82). */
export const probit = (mean: number, variance: number): number => mean / Math.sqrt(1 + variance);

/** Derivatives of `probit` in mean and variance. */
export function probitSlope(mean: number, variance: number): { perMean: number; perVariance: number } {
  const root = Math.sqrt(1 + variance);
  return { perMean: 1 / root, perVariance: (-0.5 * mean) / root ** 3 };
}
