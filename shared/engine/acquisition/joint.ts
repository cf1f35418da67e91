// An acquisition of several metrics: a gain that looks at the posteriors of all of them.

import { at, item } from '../kernels/at.ts';
import { embed } from '../model/embedding.ts';
import { makeSlopeWork, type Process, posterior, posteriorSlope } from '../model/process.ts';
import type { Point } from '../types.ts';
import type { Acquisition } from './acquisition.ts';

/** Value of a gain and its derivatives (M) in each mean and variance. */
export type Gains = { value: number; readonly perMean: Float64Array; readonly perVariance: Float64Array };

/** A function of M independent normal posteriors; what it returns may be the same object each time. */
export type JointGain = (means: Float64Array, variances: Float64Array) => Gains;

export function jointAcquisition(processes: readonly Process[], gain: JointGain): Acquisition {
  const M = processes.length;
  const [means, variances] = [new Float64Array(M), new Float64Array(M)];
  const works = processes.map(makeSlopeWork);

  const score = (points: Float64Array, m: number): Float64Array => {
    const posteriors = processes.map((process) => posterior(process, points, m));
    return Float64Array.from({ length: m }, (_, i) => {
      for (const [k, one] of posteriors.entries()) {
        means[k] = at(one.means, i);
        variances[k] = at(one.variances, i);
      }
      return gain(means, variances).value;
    });
  };

  const slope = (point: Point, gradient: Float64Array): number => {
    for (const [k, process] of processes.entries()) {
      const work = works[k];
      if (!work) continue;
      embed(process.embedding, point, 0, process.inverse, work.row, 0);
      const { mean, variance } = posteriorSlope(process, work);
      means[k] = mean;
      variances[k] = variance;
    }
    const gains = gain(means, variances);
    gradient.fill(0);
    for (const [k, process] of processes.entries()) {
      const work = works[k];
      const [perMean, perVariance] = [at(gains.perMean, k), at(gains.perVariance, k)];
      for (const [column, i] of process.embedding.numeric.entries()) {
        const own =
          perMean * item(work?.meanSlope ?? [], column) + perVariance * item(work?.varianceSlope ?? [], column);
        gradient[i] = at(gradient, i) + own;
      }
    }
    return gains.value;
  };

  return { score, slope };
}
