// Under constraint metrics: a place elsewhere instead of one beside a known point, unless a border is near.
import { even, mayWork } from '../acquisition/acquisition.ts';
import { feasibilityTerm } from '../acquisition/feasibility.ts';
import { at } from '../kernels/at.ts';
import { predictBlend } from '../model/blend.ts';
import { mostlyReported } from '../model/scatter.ts';
import { stack } from '../numerics/vectors.ts';
import type { Point } from '../types.ts';
import { runnersUp } from './considered.ts';
import type { Choice } from './propose.ts';
import type { Scene } from './scene.ts';
import { elsewhere } from './silence.ts';

/** A border within this share of a range is near. */
const margin = 0.01;

/**
 * The choice, or another place where it lies beside a known point, as with a single metric (silence.ts): one where the constraints are likely to hold. Not beside a
 * border: there a value still falls in proportion to each step, while in a hollow a three-hundredth of a range is a hundred-thousandth of its depth. `best`: the point
 * to improve on.
 */
export function aside(scene: Scene, choice: Choice, best: Point): Choice {
  const { space, ask, taken, metrics, constraints, success } = scene;
  if (!mayLeave(scene)) return choice;
  const [holding, succeeds] = [feasibilityTerm(constraints), mayWork(success)];
  const holds = (point: Point): boolean => at(holding.score(point, 1), 0) > even;
  const works = (point: Point): boolean => succeeds(point) && holds(point);
  const other = elsewhere(space, choice.point, taken, { ...ask, works, lucky: false, shelf: false, best });
  if (!other) return choice;
  const around = neighbours(scene, choice.point);
  if (holding.score(stack(around), around.length).some((chance) => !(chance > even))) return choice;
  const predict = (point: Point) => metrics.flatMap((metric) => predictBlend(metric, point, 1));
  const { arm, predicted = [], considered = [] } = choice;
  const weighed = [{ arm, predicted }, ...considered].slice(0, runnersUp);
  return { ...choice, ...other, predicted: predict(other.point), considered: weighed };
}

/** Another look at a place may tell something where values are known to scatter; branches have turns of their own; on a front there are many best points. */
function mayLeave({ ask, branch, metrics, constraints, optimized }: Scene): boolean {
  const rows = metrics.find((_, k) => ask.metrics[k]?.role === 'optimize')?.rows;
  const scatters = ask.metrics.some(({ noise }) => noise === 'known') || !rows || mostlyReported(rows);
  return !branch && optimized.length === 1 && constraints.length > 0 && !scatters;
}

/** The point and those a margin aside of it, both ways in each number. */
const neighbours = ({ space: { dimensions } }: Scene, point: Point): Point[] => [
  point,
  ...dimensions.flatMap(({ scale }, i) => {
    const sides = [at(point, i) - margin, at(point, i) + margin].filter((unit) => unit >= 0 && unit <= 1);
    return scale ? sides.map((unit) => point.with(i, unit)) : [];
  }),
];
