// Values much worse than everything around them lets expect, as of a training that had bad luck: kept out of the model while nothing beside them agrees.

import { at } from '../kernels/at.ts';
import { embedAll, metricColumns } from '../model/embedding.ts';
import { gatherEvidence, type Task } from '../model/evidence.ts';
import { noiseOf } from '../model/likelihood.ts';
import { isPlain, type Member } from '../model/model.ts';
import type { Theta } from '../model/prior.ts';
import { makeProcess, posterior } from '../model/process.ts';
import { markOf } from '../values/row-marks.ts';
import { chooseRows, type Rows } from '../values/rows.ts';
import type { Warp } from '../values/warp.ts';
import { price, pursue, type Telling } from './pursuit.ts';

/** Of fewer values anything could be called an outlier. */
const fewest = 15;
/**
 * Accidents do not choose their places: where most of the nearest values are told badly too, there may be a ridge, and a search that did not believe in it would
 * come back again and again. Of three neighbours two are hit together by one accident in thirty, of one neighbour by one in eight.
 */
const [neighbours, agreeing] = [3, 2];

/**
 * Marks of the rows in `all` that are outliers to a school that may call differences noise. Only values that are worse than expected: a good one that nothing
 * explains may be the valley that is looked for. None where the same point is said to give the same value, where variances are reported and so say what a value
 * is worth, and beside earlier experiments, which have accidents of their own; nor what was seen more than once.
 */
export function findOutliers(task: Task, { prior, explanations }: Member, all: Rows): number[] {
  const plain = explanations.find(isPlain);
  const { sketch, scatter, P, embedding } = task;
  const isSaid = scatter.kind === 'none' || scatter.kind === 'reported';
  if (!plain || isSaid || embedding.earlier || sketch.n < fewest) return [];
  const told = pursue(task, plain.warp, prior, Float64Array.from(plain.theta));
  if (told.kept.length === sketch.n) return [];
  const marks = marksOf(all, P);
  const unlikely = judge(task, plain.warp, told, all, marks);
  const nearest = nearestIn(task, told.theta, all);
  return marks.filter((_, i) => unlikely[i] && nearest(i).filter((j) => unlikely[j]).length < agreeing);
}

const marksOf = (rows: Rows, P: number): number[] => Array.from({ length: rows.n }, (_, i) => markOf(rows, P, i));

/** (all.n) Whether each is told badly: known of the scouts' rows; the others are told one by one by what was kept of those. */
function judge(task: Task, warp: Warp, { kept, theta }: Telling, all: Rows, marks: readonly number[]): boolean[] {
  const { sketch, P, embedding } = task;
  const rest = chooseRows(sketch, P, kept);
  const [told, asked] = [new Set(marksOf(rest, P)), new Set(marksOf(sketch, P))];
  const evidence = gatherEvidence(task, rest, warp);
  const every = gatherEvidence(task, all, warp);
  const [signal, noise] = [Math.exp(at(theta, embedding.width)), at(theta, embedding.width + 1)];
  const plan = { embedding, P, inverse: inverseOf(task, theta), signal };
  const process = makeProcess(plan, rest.points, evidence.targets, noiseOf(evidence, noise));
  const { means, variances } = posterior(process, all.points, all.n);
  const scatter = noiseOf(every, noise);
  return marks.map((mark, i) => {
    if (asked.has(mark)) return !told.has(mark);
    const residual = at(every.targets, i) - at(means, i);
    return at(all.counts, i) === 1 && residual > 0 && surprise(residual, at(variances, i) + at(scatter, i)) > price;
  });
}

/** −ln of the normal density, without the constant, which the likelihood that is weighed against the price has not either. */
const surprise = (residual: number, variance: number): number => 0.5 * (residual ** 2 / variance + Math.log(variance));

/** (width) 1/ℓ. */
const inverseOf = ({ embedding }: Task, theta: Theta): Float64Array =>
  theta.slice(0, embedding.width).map((t) => Math.exp(-t));

/** Row i ↦ the rows nearest to it in lengthscales. */
function nearestIn(task: Task, theta: Theta, { points, n }: Rows): (i: number) => number[] {
  const { embedding, P } = task;
  const { width } = embedding;
  const [inverse, metric] = [inverseOf(task, theta), metricColumns(embedding)];
  const rows = embedAll(embedding, points, n, P, inverse);
  const apart = (i: number, j: number, enough: number): number => {
    let sum = 0;
    for (let k = 0; k < width && sum < enough; k++) {
      const difference = at(rows, i * width + k) - at(rows, j * width + k);
      if (difference !== 0) sum += k < metric ? difference ** 2 : at(inverse, k) ** 2;
    }
    return sum;
  };
  return (i) => {
    let around: { readonly j: number; readonly distance: number }[] = [];
    for (let j = 0; j < n; j++) {
      const enough = around.length === neighbours ? (around[neighbours - 1]?.distance ?? Infinity) : Infinity;
      const distance = j === i ? Infinity : apart(i, j, enough);
      if (distance >= enough) continue;
      around = [...around, { j, distance }].sort((a, b) => a.distance - b.distance).slice(0, neighbours);
    }
    return around.map(({ j }) => j);
  };
}
