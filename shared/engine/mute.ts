// A constraint metric that failed alike at every point: of where it holds nothing is known but where it does not.
import { successTerm } from './acquisition.ts';
import { predictBlend } from './blend.ts';
import { fillGap } from './design.ts';
import { feasibilityTerm } from './feasibility.ts';
import { at } from './kernels/at.ts';
import type { Choice } from './propose.ts';
import { makeRandom } from './random.ts';
import type { Scene } from './scene.ts';
import type { Point } from './types.ts';

/** A gap's chance that the other constraints hold is even, or as good as that of this share of the known points. */
const likeliest = 0.2;
const even = Math.log(0.5);

/**
 * Of a flag that was never down a model is surest to be wrong in the corners (as of a metric that was the same at every point, see suggest.ts): a gap
 * where the other constraints are likely to hold, and a success is likelier than a failure. Null: no constraint metric is like that, or no gap is free.
 */
export function gapWhileMute(scene: Scene): Choice | null {
  const { space, ask, taken, metrics, success } = scene;
  const mute = whichAreMute(scene);
  if (!mute.includes(true)) return null;
  const others = scene.constraints.filter((_, k) => !mute[k]);
  const chance = others.length > 0 ? feasibilityTerm(others) : null;
  const known = chance ? chance.score(scene.points, scene.count).sort().reverse() : null;
  const least = known ? Math.min(even, at(known, Math.floor(likeliest * scene.count))) : even;
  const isFree = (point: Point): boolean =>
    !taken.has(point) &&
    (!chance || at(chance.score(point, 1), 0) >= least) &&
    (!success || at(successTerm(success).score(point, 1), 0) > even);
  const point = fillGap(space, taken.points, makeRandom(ask.seed, 3, ask.number), isFree);
  if (!point) return null;
  const predicted = metrics.flatMap((metric) => predictBlend(metric, point, 1));
  return { point, source: 'model', arm: 'feasibility/gap', predicted, considered: [] };
}

/** (constraints) Earlier experiments may say where one holds: there the models answer. */
function whichAreMute({ metrics, ask }: Scene): boolean[] {
  return metrics.flatMap(({ rows: { values }, bases }, k) => {
    const { role, threshold } = ask.metrics[k] ?? {};
    if (role !== 'constraint') return [];
    const isOne = values.every((value) => value === values[0]);
    return [isOne && at(values, 0) > (threshold ?? Infinity) && bases.length === 0];
  });
}
