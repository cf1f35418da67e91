// What the O(n²) and O(n³) work of the engine is: one interface, carried out by compiled code or by typed arrays.
import type { Inputs } from './covariance.ts';

/** Data with hyperparameters, as the likelihood sees them. */
export type Sample = {
  readonly inputs: Inputs;
  readonly signal: number;
  /** (n) variance on the diagonal. */
  readonly noise: Float64Array;
  /** (n) */
  readonly targets: Float64Array;
  /** (n) ∂noise/∂ln of the learned noise variance: given where the information is wanted. */
  readonly learned?: Float64Array;
};

/** What one evaluation of the likelihood and its gradient are made of. K = covariance + noise = L·Lᵀ. */
export type Evaluation = {
  /** yᵀK⁻¹y */
  readonly quadratic: number;
  /** Σ ln L_ii = ½ ln |K| */
  readonly logPivots: number;
  /** (n) α = K⁻¹y */
  readonly alpha: Float64Array;
  /** (n) of K⁻¹ */
  readonly diagonal: Float64Array;
  /** (numeric + coded) Σ_{i>j} (α_i α_j − K⁻¹_ij)·∂K_ij/∂ln ℓ_k */
  readonly contraction: Float64Array;
  /**
   * (D, D), D = numeric + coded + 2: the average information ½·(∂K_k α)ᵀ K⁻¹ (∂K_l α) of ln ℓ_k, ln signal and ln noise (Gilmour, Thompson & Cullis 1995); null
   * where `learned` was not given. Never has a negative eigenvalue.
   */
  readonly information: Float64Array | null;
};

/** A process with given hyperparameters. */
export type System = {
  readonly inputs: Inputs;
  readonly signal: number;
  /** Packed inverse factor W with K⁻¹ = WᵀW (packed.ts); never written to once it is made. */
  readonly factor: Float64Array;
  /** (n) K⁻¹·targets */
  readonly alpha: Float64Array;
};

/** How the diagonal of appended rows looks: (m) variance of each, and (m) the smallest square of its pivot where rounding has eaten it. */
export type Added = { readonly noise: Float64Array; readonly least: Float64Array };

/** Functions keep nothing of what they are given but copies, and return fresh arrays. Same input, same bits. */
export type Kernels = {
  readonly kind: 'wasm-simd' | 'typed-arrays';
  /** Null where K is not positive definite. O(n³). */
  readonly evaluate: (sample: Sample) => Evaluation | null;
  /** L (n, n) with A = L·Lᵀ, out of the lower triangle of A (n, n); null where A is not positive definite. O(n³). */
  readonly cholesky: (A: Float64Array, n: number) => Float64Array | null;
  /** The packed inverse factor of covariance + noise (n); null where it is not positive definite. O(n³). */
  readonly factorize: (inputs: Inputs, signal: number, noise: Float64Array) => Float64Array | null;
  /** The factor for all rows of `inputs` out of that of the first ones. O(n²) a row. */
  readonly extend: (inputs: Inputs, signal: number, factor: Float64Array, added: Added) => Float64Array;
  /** K⁻¹·targets (n). O(n²). */
  readonly solve: (factor: Float64Array, targets: Float64Array) => Float64Array;
  /** At m rows (m, width): means (m) ← k·α and explained (m) ← kᵀK⁻¹k. O(m·n²). */
  readonly posterior: (
    system: System,
    rows: Float64Array,
    m: number,
    means: Float64Array,
    explained: Float64Array,
  ) => void;
  /**
   * At one row (width): out (2 + 2·numeric) ← mean, explained, the gradient of the mean and minus the gradient of explained, in the scaled numeric
   * coordinates. O(n²).
   */
  readonly posteriorSlope: (system: System, row: Float64Array, out: Float64Array) => void;
};
