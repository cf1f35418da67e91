// How far each value lies from what all others let expect of it.
import { at } from '../kernels/at.ts';
import { kernels } from '../kernels/load.ts';
import { type Evidence, noiseOf, scaledInputs } from './likelihood.ts';
import type { Theta } from './prior.ts';

/**
 * (n) value less its prediction from the other n − 1, in standard deviations of that prediction: α_i / √(K⁻¹_ii) (Rasmussen & Williams 2006, eq. 5.12).
 * Null where the covariance is not positive definite.
 */
export function leaveOneOut(evidence: Evidence, theta: Theta): Float64Array | null {
  const inputs = scaledInputs(evidence, theta, new Float64Array(evidence.rows.length));
  const noise = noiseOf(evidence, at(theta, theta.length - 1));
  const signal = Math.exp(at(theta, theta.length - 2));
  const found = kernels.evaluate({ inputs, signal, noise, targets: evidence.targets });
  return found && Float64Array.from(found.alpha, (alpha, i) => alpha / Math.sqrt(at(found.diagonal, i)));
}
