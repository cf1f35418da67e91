// What the model expects of a point, in the user's units.
import { at } from './kernels/at.ts';
import type { Conditioned } from './prepared.ts';
import { posterior } from './process.ts';
import type { Point, Prediction } from './types.ts';
import { backward } from './warp.ts';

/** Φ⁻¹(0.9): a central 80 % interval reaches this many standard deviations to both sides. */
export const ninetieth = 1.2815515655446004;

/** Median and central 80 % interval of the function (without the noise of a measurement); quantiles pass through the monotone transform. */
export function predict({ process, warp }: Conditioned, point: Point): Prediction {
  const { means, variances } = posterior(process, point, 1);
  const [mean, s] = [at(means, 0), Math.sqrt(at(variances, 0))];
  return {
    mean: backward(warp, mean),
    low: backward(warp, mean - ninetieth * s),
    high: backward(warp, mean + ninetieth * s),
  };
}
