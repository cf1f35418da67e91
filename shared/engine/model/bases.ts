// Earlier experiments as processes: what each of them expects anywhere in today's space, from the ranks of its values alone.

import { at, item } from '../kernels/at.ts';
import { minimizeNewton } from '../numerics/newton.ts';
import { quantile } from '../numerics/normal.ts';
import type { Source } from '../types.ts';
import { gather, subset } from '../values/rows.ts';
import { type Embedding, embedAll } from './embedding.ts';
import { negativeLogPosterior } from './likelihood.ts';
import { startTheta, type Theta, thetaBox } from './prior.ts';
import { makeProcess, type Process } from './process.ts';

/** Units and scale of an earlier metric may be others, its order is what carries over; its noise is unknown, and of no interest. */
const scatter = { kind: 'some' } as const;

/** Hyperparameters of each source, see prior.ts; those of `earlier` where there are as many: the rows of a source never change. */
export function learnBases(
  embedding: Embedding,
  P: number,
  sources: readonly Source[],
  earlier: readonly (readonly number[])[] = [],
): (readonly number[])[] {
  return sources.map((source, s) => {
    const known = earlier.length === sources.length ? earlier[s] : undefined;
    return known?.length === embedding.width + 2 ? known : [...learn(embedding, P, source)];
  });
}

function learn(embedding: Embedding, P: number, source: Source): Theta {
  const { width } = embedding;
  const { n, points, scores } = measured(source, P);
  if (n < 3) return startTheta(width);
  const ones = (length: number): Float64Array => new Float64Array(length).fill(1);
  const rows = embedAll(embedding, points, n, P, ones(width));
  const evidence = {
    embedding,
    n,
    rows,
    targets: scores,
    counts: ones(n),
    variances: new Float64Array(n),
    noise: null,
  };
  const limits = { iterations: 30, tolerance: 1e-2, gain: 1e-3 };
  const cost = negativeLogPosterior(evidence, 'dimension-scaled');
  return minimizeNewton(cost, startTheta(width), thetaBox('dimension-scaled', width, scatter), limits).x;
}

/** Processes of the sources with these hyperparameters. A parameter that a source did not have makes no difference to what it says. */
export function makeBases(
  embedding: Embedding,
  P: number,
  sources: readonly Source[],
  thetas: readonly (readonly number[])[],
): Process[] {
  const { width } = embedding;
  const columns = [...embedding.numeric, ...embedding.coded];
  return sources.map((source, s) => {
    const theta = thetas[s] ?? startTheta(width);
    const { n, points, scores } = measured(source, P);
    const inverse = Float64Array.from(columns, (i, k) => (source.shared[i] ? Math.exp(-item(theta, k)) : 0));
    const noise = new Float64Array(n).fill(Math.exp(item(theta, width + 1)));
    return makeProcess({ embedding, P, inverse, signal: Math.exp(item(theta, width)) }, points, scores, noise);
  });
}

/** Rows of a source at most, as many as a fit has (fit.ts): each costs a factor, whose time grows with the cube, and a study takes as many as it is given. */
const mostRows = 500;

/** Rows with a value, or a telling subset of them, and the values by rank among all: the normal quantile of (rank − ½)/n, the same for equal values. */
function measured({ n, points, values }: Source, P: number) {
  const order = [...Array(n).keys()].filter((i) => Number.isFinite(at(values, i)));
  const scores = scoresOf(Float64Array.from(order, (i) => at(values, i)));
  const [counts, variances] = [new Float64Array(order.length).fill(1), new Float64Array(order.length)];
  const all = { n: order.length, points: gather(points, P, order), values: scores, counts, variances };
  const kept = subset(all, P, mostRows);
  return { n: kept.n, points: kept.points, scores: kept.values };
}

function scoresOf(values: Float64Array): Float64Array {
  const sorted = values.toSorted();
  const [first, last] = [new Map<number, number>(), new Map<number, number>()];
  for (const [rank, value] of sorted.entries()) {
    if (!first.has(value)) first.set(value, rank);
    last.set(value, rank);
  }
  const middle = (value: number): number => 0.5 * ((first.get(value) ?? 0) + (last.get(value) ?? 0));
  return values.map((value) => quantile((middle(value) + 0.5) / values.length));
}
