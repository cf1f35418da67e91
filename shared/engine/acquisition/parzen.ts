// A density over a mixed and conditional space, made of points that were seen: a kernel around each, and one that is everywhere.

import { at, item } from '../kernels/at.ts';
import { distribution } from '../numerics/normal.ts';
import type { Random } from '../numerics/random.ts';
import { priorQuantile } from '../space/parameter-prior.ts';
import { believedAt } from '../space/sample.ts';
import { type Dimension, snap } from '../space/scale.ts';
import { type Space, settle } from '../space/space.ts';
import type { Point } from '../types.ts';
import { logMean } from './average.ts';

type Parzen = {
  readonly draw: (random: Random) => Point;
  /** Natural logarithm of the density over the uniform one. */
  readonly log: (point: Point) => number;
};

/**
 * A tree-structured Parzen estimator (Bergstra et al. 2011, section 4) with kernels that are products over all parameters (Falkner et al. 2018, section 3.2), so
 * that what goes together is drawn together. A kernel says nothing about parameters that are inactive at its point. `points`: any number of them, (P) each.
 */
export function makeParzen(space: Space, points: readonly Point[]): Parzen {
  const width = widthFor(points);
  // Observations may lie outside of today's bounds. A category is an index, which has none.
  const centers = points.map((point) =>
    point.map((unit, i) => (space.dimensions[i]?.scale ? Math.min(1, Math.max(0, unit)) : unit)),
  );
  const kernels = space.dimensions.map((dimension, i) => makeKernel(dimension, i, centers, width));
  const logs = new Float64Array(points.length + 1);
  const log = (point: Point): number => {
    for (const [c, center] of centers.entries()) logs[c] = logAround(kernels, center, c, point);
    return logMean(logs, null); // the last one is the kernel that is everywhere: 0
  };
  const draw = (random: Random): Point => {
    const center = centers[random.integer(centers.length + 1)];
    const near = (i: number): number => {
      const kernel = center && !Number.isNaN(at(center, i)) ? kernels[i] : undefined;
      return kernel && center ? kernel.draw(at(center, i), random) : believedAt(space, random, i);
    };
    return settle(
      space,
      Float64Array.from(space.dimensions, (_, i) => near(i)),
      near,
    );
  };
  return { draw, log };
}

/** Standard deviation of the kernels in shares of a range, for one point. */
const widest = 0.2;
/** And at least a range over this, or over one more than the points. */
const narrowest = 100;

/** Scott's rule (1992) over the mean number of parameters that are active. */
function widthFor(points: readonly Point[]): number {
  const n = Math.max(1, points.length);
  const active = points.reduce((sum, point) => sum + point.filter((unit) => !Number.isNaN(unit)).length, 0) / n;
  return Math.max(widest * n ** (-1 / (active + 4)), 1 / Math.min(narrowest, n + 1));
}

type Kernel = {
  readonly draw: (center: number, random: Random) => number;
  /** Over the uniform density; `c`: which of the points `center` is of. */
  readonly log: (center: number, c: number, unit: number) => number;
};

/** Numbers have normals cut off at the ends of the range; categories the point's own value or, with the weight of one point among all, any. */
function makeKernel(dimension: Dimension, index: number, centers: readonly Point[], width: number): Kernel {
  const { scale, levels } = dimension;
  if (!scale) {
    const weight = levels / (centers.length + 1);
    const [own, other] = [Math.log((levels + weight) / (1 + weight)), Math.log(weight / (1 + weight))];
    const draw: Kernel['draw'] = (center, random) =>
      random.uniform() * (1 + weight) < weight ? random.integer(levels) : center;
    return { draw, log: (center, _, unit) => (unit === center ? own : other) };
  }
  const heights = centers.map((point) => logHeight(at(point, index), width));
  return {
    draw: (mean, random) => snap(dimension, priorQuantile({ kind: 'normal', mean, scale: width }, random.uniform())),
    log: (center, c, unit) => item(heights, c) - 0.5 * ((unit - center) / width) ** 2,
  };
}

/** ln of the density of a cut-off normal at its middle. */
const logHeight = (middle: number, width: number): number =>
  -Math.log((distribution((1 - middle) / width) - distribution(-middle / width)) * width * Math.sqrt(2 * Math.PI));

function logAround(kernels: readonly Kernel[], center: Point, c: number, point: Point): number {
  let sum = 0;
  for (const [i, { log }] of kernels.entries()) {
    const [unit, middle] = [at(point, i), at(center, i)];
    if (!Number.isNaN(unit) && !Number.isNaN(middle)) sum += log(middle, c, unit);
  }
  return sum;
}
