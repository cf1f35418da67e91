// A direction in which parameters act together: v·x is one more column of the kernel, so that a valley need not run along the axes.

import { at } from '../kernels/at.ts';
import { jointCost } from '../model/joint-likelihood.ts';
import type { Evidence } from '../model/likelihood.ts';
import type { PriorName, Theta } from '../model/prior.ts';
import {
  advance,
  type Box,
  begin,
  better,
  type Differentiable,
  type Limits,
  type Progress,
  widen,
} from '../numerics/lbfgs.ts';
import { directionColumns } from './direction-columns.ts';
import { ridges } from './ridges.ts';

/** θ with the ln ℓ of the direction after those of the numeric columns. */
export type Turn = { readonly theta: Theta; readonly direction: readonly number[] };
/** `value` is −ln of the posterior of θ and direction. */
export type Turned = Turn & { readonly value: number };

/** How strong a direction and how much longer the other lengthscales may be where a search sets out. */
const [strengths, longer] = [
  [0.3, 1, 3],
  [0, 1, 2],
];
const glance: Limits = { iterations: 6, tolerance: 1e-2 };
const onward: Limits = { iterations: 20, tolerance: 1e-2, gain: 3e-3 };

/**
 * The direction that explains the data best beside the columns, and the θ that goes with it: all learned together, from where regressions see a ridge
 * and from what was `known`. `plain`: the best θ without a direction; `box`: where it may lie. Null where the first steps come nowhere below `hopeful`.
 */
export function findDirection(
  evidence: Evidence,
  prior: PriorName,
  box: Box,
  plain: Theta,
  known: Turn | null,
  hopeful: number,
): Turned | null {
  const { embedding } = evidence;
  const m = embedding.numeric.length;
  const cost = jointCost(evidence, prior, directionColumns(m));
  const joint = widen(box, m, strongest);
  const openings = ridges(evidence).map((ridge) => bestStart(cost, plain, ridge, joint));
  if (known) openings.push(join(known));
  const ahead = openings.map((z) => advance(cost, begin(cost, z, joint), joint, glance)).reduce(better);
  return ahead.value < hopeful ? part(advance(cost, ahead, joint, onward), m) : null;
}

/** [θ without the direction …, v (m)], v = direction/ℓ. */
function join({ theta, direction }: Turn): Float64Array {
  const m = direction.length;
  const strength = Math.exp(-at(theta, m));
  return Float64Array.of(...theta.slice(0, m), ...theta.slice(m + 1), ...direction.map((v) => v * strength));
}

function part({ x, value }: Progress, m: number): Turned {
  const v = x.slice(x.length - m);
  const strength = Math.max(weakest, Math.hypot(...v));
  const theta = Float64Array.of(...x.slice(0, m), -Math.log(strength), ...x.slice(m, x.length - m));
  return { theta, direction: Array.from(v, (part) => part / strength), value };
}

/** Keeps a direction a vector of length 1: a weaker one changes no distance. */
const weakest = 1e-9;
/** Of each part of v: alone it makes ℓ along the direction a fiftieth of the range, the shortest that a column may have (prior.ts). */
const strongest = 50;

/** Of a few strengths along `ridge` (m), with the other lengthscales as they are or longer, the one that explains most. */
function bestStart(cost: Differentiable, plain: Theta, ridge: Float64Array, { upper }: Box): Float64Array {
  const m = ridge.length;
  const starts = strengths.flatMap((strength) =>
    longer.map((more) =>
      Float64Array.of(
        ...plain.map((t, k) => (k < m ? Math.min(at(upper, k), t + more) : t)),
        ...ridge.map((v) => v * strength),
      ),
    ),
  );
  const gradient = new Float64Array(plain.length + m);
  const costs = starts.map((z) => cost(z, gradient));
  return starts[costs.indexOf(Math.min(...costs))] ?? starts[0] ?? plain;
}
