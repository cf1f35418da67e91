// Random whole points that satisfy linear constraints, spread over all that these leave: a point of the same region without the rounding, rounded one number
// after the other into the range that those before leave it.

import { at } from '../kernels/at.ts';
import { permutation, type Random } from '../numerics/random.ts';
import { isSatisfied } from './constraint.ts';
import { type Cloud, drawInside, makeCloud } from './hit-and-run.ts';
import { makePolytope, norm, type Polytope } from './polytope.ts';
import { rangeOf, type WholePoint, type Wholes } from './whole-points.ts';

/** What the constraints leave when values need not be whole, over the bounds as a unit cube. */
export type Relaxation = { readonly polytope: Polytope; readonly cloud: Cloud };

/** Thinner regions are left to searches that know of whole numbers alone. */
const thinnest = 1e-9;

/** Null where nothing, or next to nothing, is inside. */
export function relax({ indices, low, high, halfSpaces }: Wholes): Relaxation | null {
  const width = low.map((from, i) => at(high, i) - from);
  const cuts = halfSpaces.map(({ terms, threshold }) => {
    const row = new Float64Array(indices.length);
    for (const { parameter: i, weight } of terms) row[i] = weight * at(width, i);
    return { row, limit: terms.reduce((rest, { parameter: i, weight }) => rest - weight * at(low, i), threshold) };
  });
  const real = cuts.filter(({ row }) => norm(row) > 0);
  if (real.length === 0) return null;
  const polytope = makePolytope(
    real.map(({ row }) => row),
    Float64Array.from(real, ({ limit }) => limit),
  );
  return polytope.radius > thinnest ? { polytope, cloud: makeCloud(polytope) } : null;
}

/** A random point, or null when the rounding leads nowhere. */
export function drawNearWhole(wholes: Wholes, { polytope, cloud }: Relaxation, random: Random): WholePoint | null {
  const drawn = drawInside(polytope, cloud, random);
  const [low, high] = [wholes.low.slice(), wholes.high.slice()];
  for (const i of permutation(random, low.length)) {
    const range = rangeOf(wholes, low, high, i);
    if (!(range.low <= range.high)) return null;
    const goal = Math.round(at(wholes.low, i) + at(drawn, i) * (at(wholes.high, i) - at(wholes.low, i)));
    const value = Math.min(range.high, Math.max(range.low, goal));
    low[i] = value;
    high[i] = value;
  }
  return wholes.halfSpaces.every((one) => isSatisfied(one, (i) => at(low, i))) ? low : null;
}
