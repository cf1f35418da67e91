// The average information of the hyperparameters: the part of the Hessian that costs n² and is never negative.
import { at } from './at.ts';
import { type Inputs, padded } from './covariance.ts';
import { solveLower } from './triangular.ts';

type Solved = {
  readonly inputs: Inputs;
  /** (n) */
  readonly targets: Float64Array;
  /** (n) variance on the diagonal, and its derivative by ln of the learned one. */
  readonly noise: Float64Array;
  readonly learned: Float64Array;
  /** (n) K⁻¹·targets */
  readonly alpha: Float64Array;
  /** (ld, ld) H with ∂K_ij/∂ln ℓ_k = H_ij Δ_ijk², lower triangle. */
  readonly slope: Float64Array;
  /** (ld, ld) K = L·Lᵀ */
  readonly L: Float64Array;
};

/** (D, D), D = numeric + coded + 2: ½·(∂K_k α)ᵀ K⁻¹ (∂K_l α) of ln ℓ_k, ln signal and ln noise (Gilmour, Thompson & Cullis 1995). */
export function averageInformation(solved: Solved): Float64Array {
  const { inputs, targets, noise, learned, alpha, L } = solved;
  const { n } = inputs;
  const sides = lengthscaleSides(solved);
  sides.push(targets.map((y, i) => y - at(noise, i) * at(alpha, i)));
  sides.push(learned.map((v, i) => v * at(alpha, i)));
  for (const side of sides) solveLower(L, n, padded(n), side);
  const D = sides.length;
  const out = new Float64Array(D * D);
  for (const [k, a] of sides.entries())
    for (const [l, b] of sides.entries()) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += at(a, i) * at(b, i);
      out[k * D + l] = 0.5 * sum;
    }
  return out;
}

/** ∂K_k α (n) of each column k. */
function lengthscaleSides({ inputs, alpha, slope }: Solved): Float64Array[] {
  const { n, numeric, coded, rows, weights } = inputs;
  const width = numeric + coded;
  const ld = padded(n);
  return Array.from({ length: width }, (_, k) => {
    const side = new Float64Array(n);
    for (let i = 1; i < n; i++)
      for (let j = 0; j < i; j++) {
        const difference = at(rows, i * width + k) - at(rows, j * width + k);
        const square = k < numeric ? difference * difference : difference === 0 ? 0 : at(weights, k - numeric);
        const part = square * at(slope, i * ld + j);
        side[i] = at(side, i) + part * at(alpha, j);
        side[j] = at(side, j) + part * at(alpha, i);
      }
    return side;
  });
}
