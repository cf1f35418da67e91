// How far each value lies from what all others let expect of it, and how likely that was.
import { at } from '../kernels/at.ts';
import type { Evaluation } from '../kernels/kernels.ts';
import { kernels } from '../kernels/load.ts';
import { type Evidence, noiseOf, scaledInputs } from './likelihood.ts';
import type { Theta } from './prior.ts';

/**
 * (n) value less its prediction from the other n − 1, in standard deviations of that prediction: α_i / √(K⁻¹_ii) (Rasmussen & Williams 2006, eq. 5.12).
 * Null where the covariance is not positive definite.
 */
export function leaveOneOut(evidence: Evidence, theta: Theta): Float64Array | null {
  const found = evaluate(evidence, theta);
  return found && Float64Array.from(found.alpha, (alpha, i) => alpha / Math.sqrt(at(found.diagonal, i)));
}

/** (n) ln p of each warped value by that prediction, without the constant (eq. 5.10): its variance is 1/K⁻¹_ii. Null as above. */
export function leaveOneOutLogs(evidence: Evidence, theta: Theta): Float64Array | null {
  const found = evaluate(evidence, theta);
  if (!found) return null;
  return Float64Array.from(found.alpha, (alpha, i) => {
    const precision = at(found.diagonal, i);
    return 0.5 * (Math.log(precision) - alpha ** 2 / precision);
  });
}

function evaluate(evidence: Evidence, theta: Theta): Evaluation | null {
  const inputs = scaledInputs(evidence, theta, new Float64Array(evidence.rows.length));
  const noise = noiseOf(evidence, at(theta, theta.length - 1));
  const signal = Math.exp(at(theta, theta.length - 2));
  return kernels.evaluate({ inputs, signal, noise, targets: evidence.targets });
}
