// How much each parameter moves a metric: total Sobol indices of what the model expects, as shares that add up to 1.
import { at, item } from '../kernels/at.ts';
import { posteriorMeans } from '../model/means.ts';
import type { Prepared } from '../model/prepared.ts';
import type { Process } from '../model/process.ts';
import { makeRandom, permutation, type Random } from '../numerics/random.ts';
import { deviation, mean } from '../numerics/statistics.ts';
import { atFull } from '../space/full-task.ts';
import { coordinateAt } from '../space/sample.ts';
import { type Space, settle } from '../space/space.ts';

/** Evaluations of each member in all: about a second with 300 rows and ten columns. Many parameters get fewer base points each. */
const evaluations = 8000;
const [fewest, most] = [64, 2048];

/** A model whose mean varies less than this over the space (the data have variance 1) says nothing of any parameter. */
const flat = 1e-6;

/**
 * (P) shares of the variance of the expected metric, non-negative, with sum 1: a parameter counts with everything it takes part in, interactions
 * included. A parameter with a single value has 0; when the model is flat all others have the same. The mean of the members, each weighing the same.
 *
 * A conditional space is surveyed as if every parameter had a value all the time, which then does nothing while the parameter is inactive: so the
 * inputs stay independent, as the decomposition asks, and a child counts for as much as the share of the space in which it is active lets it.
 */
export function importances(space: Space, { members }: Pick<Prepared, 'members'>, seed: number): Float64Array {
  const P = space.dimensions.length;
  const sum = new Float64Array(P);
  for (const { process } of members) {
    const own = shares(space, totalEffects(space, process, seed));
    for (let i = 0; i < P; i++) sum[i] = at(sum, i) + at(own, i) / members.length;
  }
  return members.length > 0 ? sum : shares(space, sum);
}

/** Divided by their sum; equal shares for all parameters that have a choice when the sum is nothing. The task is no parameter. */
function shares({ dimensions, tasks }: Space, effects: Float64Array): Float64Array {
  const sum = effects.reduce((a, b) => a + b, 0);
  if (sum > flat ** 2) return effects.map((effect) => effect / sum);
  const own = tasks ? dimensions.slice(0, -1) : dimensions;
  const free = own.map(({ levels }) => levels > 1);
  const count = free.filter(Boolean).length;
  return Float64Array.from(dimensions, (_, i) =>
    count === 0 && i < own.length ? 1 / own.length : free[i] ? 1 / count : 0,
  );
}

/**
 * (P) variance that goes when everything but the parameter is known, in squared warped units: ½·mean((f(A) − f(A with column i of B))²)
 * (Jansen 1999; Saltelli et al. 2010, table 2, f). Never negative.
 */
function totalEffects(space: Space, process: Process, seed: number): Float64Array {
  const P = space.dimensions.length;
  const n = Math.min(most, Math.max(fewest, Math.floor(evaluations / (P + 1))));
  const random = makeRandom(seed, 20);
  const [A, B] = [surveyed(space, n, random), surveyed(space, n, random)];
  const here = expected(space, process, A, n);
  if (deviation(here, mean(here)) < flat) return new Float64Array(P);
  return Float64Array.from(space.dimensions, ({ levels }, i) => {
    if (levels < 2 || (space.tasks && i === P - 1)) return 0;
    const there = expected(space, process, exchanged(A, B, P, i), n);
    return here.reduce((sum, f, row) => sum + (f - at(there, row)) ** 2, 0) / (2 * n);
  });
}

/** (n, P) points of the full task. */
function surveyed(space: Space, n: number, random: Random): Float64Array {
  const points = stratified(space, n, random);
  return space.tasks ? atFull(points, space.dimensions.length) : points;
}

/** (n, P) every parameter's coordinate, active or not: one in each of n slices of its range (McKay, Beckman & Conover 1979). */
function stratified({ dimensions }: Space, n: number, random: Random): Float64Array {
  const P = dimensions.length;
  const points = new Float64Array(n * P);
  for (const [i, dimension] of dimensions.entries()) {
    const slices = permutation(random, n);
    for (let row = 0; row < n; row++) {
      points[row * P + i] = coordinateAt(dimension, (item(slices, row) + random.uniform()) / n);
    }
  }
  return points;
}

/** A with column i of B. */
function exchanged(A: Float64Array, B: Float64Array, P: number, i: number): Float64Array {
  const out = A.slice();
  for (let k = i; k < out.length; k += P) out[k] = at(B, k);
  return out;
}

/** (n) what the model expects, with inactive coordinates taken out of a copy. */
function expected(space: Space, process: Process, points: Float64Array, n: number): Float64Array {
  if (!space.conditional) return posteriorMeans(process, points, n);
  const P = space.dimensions.length;
  const settled = points.slice();
  for (let row = 0; row < n; row++) settle(space, settled.subarray(row * P, row * P + P), () => Number.NaN);
  return posteriorMeans(process, settled, n);
}
