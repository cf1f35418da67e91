// The best place to cut one leaf in two, found in histograms of gradients (Chen and Guestrin 2016, section 2.2; Ke et al. 2017, section 2.1).
import { binCount } from './bins.ts';

export type Rows = {
  /** One (rows) column of bins a feature. */
  readonly bins: readonly Uint8Array[];
  /** (rows) first and second derivative of the loss by the row's margin. */
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
};

/** Sums over a leaf's rows: cell 2 * (feature * binCount + bin) is the gradient, the next one the hessian. */
export type Histogram = Float64Array;

export type Limits = {
  readonly maxLeaves: number;
  readonly maxDepth: number;
  /** Least sum of hessians on either side. */
  readonly minChildWeight: number;
  /** Weight of the squared leaf value. */
  readonly l2: number;
};

/** Rows with a bin up to `bin` go left. */
export type Cut = { readonly gain: number; readonly feature: number; readonly bin: number };

/** `features` are those this tree may use; the others stay zero and are never cut. */
export function histogram({ bins, gradient, hessian }: Rows, members: Int32Array, features: Int32Array): Histogram {
  const sums = new Float64Array(2 * bins.length * binCount);
  for (const feature of features) {
    const column = bins[feature] ?? new Uint8Array();
    for (const row of members) {
      const cell = 2 * (feature * binCount + (column[row] ?? 0));
      sums[cell] = (sums[cell] ?? 0) + (gradient[row] ?? 0);
      sums[cell + 1] = (sums[cell + 1] ?? 0) + (hessian[row] ?? 0);
    }
  }
  return sums;
}

/** What the other child holds: counting the smaller child and subtracting saves more than half of the work. */
export function remainder(parent: Histogram, child: Histogram): Histogram {
  const rest = new Float64Array(parent.length);
  for (let i = 0; i < rest.length; i++) rest[i] = (parent[i] ?? 0) - (child[i] ?? 0);
  return rest;
}

/** Gain of a cut: half the drop of the second-order loss (Chen and Guestrin 2016, eq. 7, without its constant). */
const worth = (gradient: number, hessian: number, l2: number): number => (gradient * gradient) / (hessian + l2);

/** The cut with the largest gain, or null when none improves the loss. `total` is [gradient, hessian] of the leaf. */
export function bestCut(
  sums: Histogram,
  features: Int32Array,
  total: readonly [number, number],
  limits: Limits,
): Cut | null {
  const [gradient, hessian] = total;
  const uncut = worth(gradient, hessian, limits.l2);
  let best: Cut | null = null;
  for (const feature of features) {
    let [left, weight] = [0, 0];
    for (let bin = 0; bin < binCount - 1; bin++) {
      const cell = 2 * (feature * binCount + bin);
      left += sums[cell] ?? 0;
      weight += sums[cell + 1] ?? 0;
      if (Math.min(weight, hessian - weight) < limits.minChildWeight) continue;
      const gain = worth(left, weight, limits.l2) + worth(gradient - left, hessian - weight, limits.l2) - uncut;
      if (gain > (best?.gain ?? 1e-9)) best = { gain, feature, bin };
    }
  }
  return best;
}
