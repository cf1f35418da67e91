// A constraint metric that failed alike at every point: of where it holds nothing is known but where it does not.
import { even, mayWork } from '../acquisition/acquisition.ts';
import { feasibilityTerm } from '../acquisition/feasibility.ts';
import { at } from '../kernels/at.ts';
import { predictBlend } from '../model/blend.ts';
import { makeRandom } from '../numerics/random.ts';
import { isIn } from '../space/branches.ts';
import { fillGap } from '../space/design.ts';
import type { Point } from '../types.ts';
import type { Choice } from './propose.ts';
import type { Scene } from './scene.ts';

/** A gap's chance that the other constraints hold is even, or as good as that of this share of the known points. */
const likeliest = 0.2;

/**
 * Of a flag that was never down a model is surest to be wrong in the corners (as of a metric that was the same at every point, see suggest.ts): a gap
 * where the other constraints are likely to hold, and a success is likelier than a failure. Null: no constraint metric is like that, or no gap is free.
 */
export function gapWhileMute(scene: Scene): Choice | null {
  const { space, ask, taken, branch, metrics, success } = scene;
  const mute = whichAreMute(scene);
  if (!mute.includes(true)) return null;
  const [holds, works] = [othersHold(scene, mute), mayWork(success)];
  const isFree = (point: Point): boolean =>
    (!branch || isIn(branch, point)) && !taken.has(point) && holds(point) && works(point);
  const point = fillGap(space, taken.points, makeRandom(ask.seed, 3, ask.number), isFree);
  if (!point) return null;
  const predicted = metrics.flatMap((metric) => predictBlend(metric, point, 1));
  return { point, source: 'model', arm: 'feasibility/gap', predicted, considered: [] };
}

/** Whether the constraints that are not mute are likely enough to hold at a point; with none of them everywhere. */
function othersHold({ constraints, points, count }: Scene, mute: readonly boolean[]): (point: Point) => boolean {
  const others = constraints.filter((_, k) => !mute[k]);
  if (others.length === 0) return () => true;
  const chance = feasibilityTerm(others);
  const known = chance.score(points, count).sort().reverse();
  // No point is known where all were observed outside of today's bounds.
  const least = Math.min(even, known[Math.floor(likeliest * count)] ?? even);
  return (point) => at(chance.score(point, 1), 0) >= least;
}

/** (constraints) Earlier experiments may say where one holds: there the models answer. */
function whichAreMute({ metrics, ask }: Scene): boolean[] {
  return metrics.flatMap(({ rows: { values }, told }, k) => {
    const { role, threshold } = ask.metrics[k] ?? {};
    if (role !== 'constraint') return [];
    const isOne = values.every((value) => value === values[0]);
    return [isOne && at(values, 0) > (threshold ?? Infinity) && told.n === 0];
  });
}
