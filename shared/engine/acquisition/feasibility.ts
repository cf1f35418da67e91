// Whether constraint metrics hold: the probability at a point, and which of the known points are thought to satisfy them.

import { at } from '../kernels/at.ts';
import type { Conditioned } from '../model/prepared.ts';
import { type Process, posterior } from '../model/process.ts';
import { logDistribution } from '../numerics/normal.ts';
import { type Acquisition, addUp, type Gain, gainOf } from './acquisition.ts';

/**
 * Σ ln Φ(−µ_j/s_j): the logarithm of the probability that all constraints hold, whose thresholds lie at 0 of their transforms (Gardner et al., "Bayesian
 * optimization with inequality constraints", ICML 2014, eq. 4). At least one process.
 */
export const feasibilityTerm = (constraints: readonly Conditioned[]): Acquisition =>
  addUp(constraints.map(({ process }) => gainOf(process, holdingGain)));

function holdingGain(mean: number, variance: number): Gain {
  const s = Math.sqrt(variance);
  const { value, slope } = logDistribution(-mean / s);
  return { value, perMean: -slope / s, perVariance: (slope * mean) / (2 * variance * s) };
}

/** Weight of the search for what is unknown while no point is known to satisfy the constraints. */
const curiosity = 0.1;

/** `curiosity` × the mean of ln s over the constraints: where nothing is known, a little more is to be learned. */
export const curiosityTerm = (constraints: readonly Conditioned[]): Acquisition =>
  addUp(
    constraints.map(({ process }) => {
      const weight = curiosity / constraints.length;
      return gainOf(process, (_, variance) => ({
        value: 0.5 * weight * Math.log(variance),
        perMean: 0,
        perVariance: (0.5 * weight) / variance,
      }));
    }),
  );

export type Standing = {
  /** (m) whether every constraint holds by its posterior mean. */
  readonly holds: readonly boolean[];
  /** (m) Σ ln P(constraint holds). */
  readonly logChance: Float64Array;
};

/** Of m points (m, P). Without constraints every point holds. */
export function standingOf(constraints: readonly Conditioned[], points: Float64Array, m: number): Standing {
  const holds = Array.from({ length: m }, () => true);
  const logChance = new Float64Array(m);
  for (const { process } of constraints) addStanding(process, points, holds, logChance);
  return { holds, logChance };
}

function addStanding(process: Process, points: Float64Array, holds: boolean[], logChance: Float64Array): void {
  const { means, variances } = posterior(process, points, holds.length);
  for (const [i, mean] of means.entries()) {
    logChance[i] = at(logChance, i) + holdingGain(mean, at(variances, i)).value;
    if (mean > 0) holds[i] = false;
  }
}
