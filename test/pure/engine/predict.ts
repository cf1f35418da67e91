// What one member of a model expects of a point, in the user's units: what the mixed predictions of the engine are held against.
import { at } from '../../../shared/engine/kernels/at.ts';
import type { Conditioned } from '../../../shared/engine/model/prepared.ts';
import { posterior } from '../../../shared/engine/model/process.ts';
import { ninetieth } from '../../../shared/engine/numerics/normal.ts';
import type { Point, Prediction } from '../../../shared/engine/types.ts';
import { backward } from '../../../shared/engine/values/warp.ts';

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
