// Cheap tasks in the units of the full one: fewer epochs end at another level and in another range, which is no news about any single point.

import { at } from '../kernels/at.ts';
import { deviation, mean } from '../numerics/statistics.ts';
import { atFull, full } from '../space/full-task.ts';
import type { Space } from '../space/space.ts';
import { beneathAccidents } from '../values/cliff.ts';
import { chooseRows, type Rows, rowsWhere, subset } from '../values/rows.ts';
import { type Embedding, makeEmbedding } from './embedding.ts';
import { startTheta } from './prior.ts';
import { makeProcess, posterior } from './process.ts';

/** value of the full task ≈ offset + slope · value of the task at the coordinate `unit`; slope above 0. */
export type Level = Line & { readonly unit: number };

/** y ↦ offset + slope · y, slope above 0. */
export type Line = { readonly slope: number; readonly offset: number };

/** Points that the usual slope counts for, beside those where both tasks can be compared. */
const faith = 1;
/** Slopes so many times flatter or steeper than the usual one are an accident of a few points. */
const farthest = 10;
/** Deviations of full values over those of cheap ones that leave 1 the usual slope; beyond, the tasks are in other units. */
const [narrowest, widest] = [0.2, 5];
/** Values of a task that can be interpolated at least. */
const fewest = 3;

/**
 * Learns the level of each cheap task: a process of its values alone is read off at the points of the dearest task, and a line is drawn
 * through what is read and what was observed there (Kennedy & O'Hagan 2000, eq. 1: the full one is ρ times the cheap one and a rest, which the joint
 * model learns). Null where there are no tasks.
 */
export function fitLevels(space: Space, rows: Rows): readonly Level[] | null {
  if (!space.tasks) return null;
  const P = space.dimensions.length;
  const byUnit = byTask(rows, P);
  const dearest = Math.max(...byUnit.keys());
  const target = byUnit.get(dearest) ?? [];
  const embedding = makeEmbedding(space);
  const few = (indices: readonly number[]): Rows =>
    subset(withoutAccidents(chooseRows(rows, P, indices), P), P, mostRows);
  return [...byUnit]
    .filter(([unit, own]) => unit < dearest && own.length >= fewest)
    .map(([unit, own]) => ({ unit, ...line(embedding, P, moved(few(own), P), moved(few(target), P)) }));
}

/** In units of a training that diverged all other values would be one. */
function withoutAccidents(rows: Rows, P: number): Rows {
  const most = beneathAccidents(rows.values);
  return most === null ? rows : rowsWhere(rows, P, (value) => value <= most);
}

/** Rows of a task that are compared: a factor of them is made in every fit. */
const mostRows = 300;

/** Row indices of each task, by its coordinate. */
export function byTask({ n, points }: Rows, P: number): Map<number, number[]> {
  const byUnit = new Map<number, number[]>();
  for (let i = 0; i < n; i++) {
    const unit = at(points, i * P + P - 1);
    byUnit.set(unit, [...(byUnit.get(unit) ?? []), i]);
  }
  return byUnit;
}

/** The rows as if all were of the full task. */
const moved = (rows: Rows, P: number): Rows => ({ ...rows, points: atFull(rows.points, P) });

/** The line that takes values at the rows `own` to the units of those at the rows `target`. */
export function line(embedding: Embedding, P: number, own: Rows, target: Rows): Line {
  const cheap = own.values;
  const [center, spread] = [mean(cheap), deviation(cheap, mean(cheap)) || 1];
  const process = defaultProcess(
    embedding,
    P,
    own.points,
    cheap.map((y) => (y - center) / spread),
  );
  const { means, variances } = posterior(process, target.points, target.n);
  const pairs = Array.from(target.values, (y, k) => ({
    x: center + spread * at(means, k),
    y,
    weight: 1 / (0.05 + at(variances, k)),
  }));
  return regress(pairs, faith * spread ** 2);
}

/** The model before anything is learned, with a little noise: a place between two values is their mean. */
function defaultProcess(embedding: Embedding, P: number, points: Float64Array, targets: Float64Array) {
  const theta = startTheta(embedding.width);
  const inverse = theta.slice(0, embedding.width).map((t) => Math.exp(-t));
  return makeProcess(
    { embedding, P, inverse, signal: 1 },
    points,
    targets,
    new Float64Array(targets.length).fill(0.01),
  );
}

type Pair = { readonly x: number; readonly y: number; readonly weight: number };

/** Weighted least squares with a slope that is drawn to the usual one as by `ballast` (squared units of x, for weights that are about 1). */
function regress(pairs: readonly Pair[], ballast: number): Line {
  const top = Math.max(...pairs.map(({ weight }) => weight));
  const share = pairs.map((pair) => ({ ...pair, weight: pair.weight / top }));
  const total = share.reduce((sum, { weight }) => sum + weight, 0);
  const x = share.reduce((sum, pair) => sum + (pair.weight / total) * pair.x, 0);
  const y = share.reduce((sum, pair) => sum + (pair.weight / total) * pair.y, 0);
  const moment = (of: (dx: number, dy: number) => number): number =>
    share.reduce((sum, pair) => sum + pair.weight * of(pair.x - x, pair.y - y), 0);
  const square = moment((dx) => dx * dx);
  const full = moment((_, dy) => dy * dy);
  const usual = usualSlope(Math.sqrt(full / square), Math.sqrt(full / total / ballast));
  const learned = (moment((dx, dy) => dx * dy) + ballast * usual) / (square + ballast);
  const slope = Math.min(usual * farthest, Math.max(usual / farthest, learned));
  const offset = y - slope * x;
  return Number.isFinite(slope) && Number.isFinite(offset) ? { slope, offset } : { slope: 1, offset: 0 };
}

/**
 * What a slope is taken to be before the pairs have said how values go together: 1, because most cheap tasks report the same quantity; where
 * the pairs spread by quite another measure (`ratio`: of the deviations), they are in other units, sums for means or percents for shares, and
 * the ratio is what two tasks have that tell the same. A pair alone, or values that are all equal, say nothing of units; and a few full runs, made where cheap
 * ones hardly differ, may differ more than these by their noise: so they have to differ (`ofAll`: in deviations of all cheap values) more than anything cheap.
 */
function usualSlope(ratio: number, ofAll: number): number {
  const isSaid = ratio > 0 && ratio < Infinity && (ratio < widest || ofAll > widest);
  return isSaid && (ratio < narrowest || ratio > widest) ? ratio : 1;
}

/** Rows of the full task. */
export const fullIndices = ({ n, points }: Rows, P: number): number[] =>
  Array.from({ length: n }, (_, i) => i).filter((i) => at(points, i * P + P - 1) === full);

const same: Line = { slope: 1, offset: 0 };

/** The level of a point's task. */
export function levelAt(levels: readonly Level[] | null, unit: number): Line {
  return unit === full ? same : (levels?.find((level) => level.unit === unit) ?? same);
}

/** Values and variances (n) of points (n, P), in the units of the full task. */
export function leveled<T extends Pick<Rows, 'points' | 'values' | 'variances'>>(
  rows: T,
  P: number,
  levels: readonly Level[] | null,
): T {
  if (!levels || levels.length === 0) return rows;
  const of = (i: number) => levelAt(levels, at(rows.points, i * P + P - 1));
  return {
    ...rows,
    values: rows.values.map((y, i) => of(i).offset + of(i).slope * y),
    variances: rows.variances.map((v, i) => v * of(i).slope ** 2),
  };
}
