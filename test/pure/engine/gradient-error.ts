// How far a gradient is from what differences say.
import type { Differentiable } from '../../../shared/engine/numerics/lbfgs.ts';

/** The largest relative difference between a gradient and central differences, `step` to each side: shorter where the third derivative is large. */
export function gradientError(f: Differentiable, x: Float64Array, moving: readonly number[], step = 1e-5): number {
  const gradient = new Float64Array(x.length);
  f(x, gradient);
  const scratch = new Float64Array(x.length);
  const errors = moving.map((i) => {
    const shifted = (h: number): number =>
      f(
        x.map((v, k) => (k === i ? v + h : v)),
        scratch,
      );
    const numeric = (shifted(step) - shifted(-step)) / (2 * step);
    return Math.abs(numeric - (gradient[i] ?? 0)) / (1 + Math.abs(numeric));
  });
  return Math.max(...errors);
}
