// Expected hypervolume improvement: how much of the undominated region a point is expected to dominate, exactly, and in logarithms.

import { at, item } from '../kernels/at.ts';
import { type LogImprovement, logImprovement } from '../numerics/normal.ts';
import type { Boxes } from './boxes.ts';
import type { Gains, JointGain } from './joint.ts';

/** ln G at an edge, where G(t) = E(t − Y)⁺ = s·h((t − µ)/s), and G's relative derivatives: G′ = −Φ in the mean and φ/(2s) in the variance. */
type Edge = { log: number; perMean: number; perVariance: number };

/** Below every value that a gain can have, and still a number: what no point can improve. */
const hopeless = -1e300;

/**
 * ln EHVI of independent normal posteriors. Within a box [l, u) a value y dominates u − max(y, l) of each side, whose expectation is G(u) − G(l); the
 * improvement is the sum over boxes of the product over metrics (for two metrics Emmerich, Deutz & Klinkenberg 2011; by boxes Yang et al. 2019, eq. 11).
 */
export function hypervolumeGain(boxes: Boxes): JointGain {
  const { M, count, edges, upper, lower } = boxes;
  const table: Edge[][] = edges.map((list) => Array.from(list, () => ({ log: 0, perMean: 0, perVariance: 0 })));
  const gains: Gains = { value: 0, perMean: new Float64Array(M), perVariance: new Float64Array(M) };
  const logs = new Float64Array(count);

  const edgeOf = (m: number, index: number): Edge | null => (index < 0 ? null : (table[m]?.[index] ?? null));
  /** ln(G(u) − G(l)) of one side of a box. */
  const sideLog = (box: number, m: number): number => {
    const [end, start] = [edgeOf(m, item(upper, box * M + m)), edgeOf(m, item(lower, box * M + m))];
    if (!end) return Number.NEGATIVE_INFINITY;
    return start ? end.log + Math.log(-Math.expm1(Math.min(0, start.log - end.log))) : end.log;
  };
  /** Adds a box's share of the derivatives. */
  const addSlopes = (box: number, share: number): void => {
    for (let m = 0; m < M; m++) {
      const [end, start] = [edgeOf(m, item(upper, box * M + m)), edgeOf(m, item(lower, box * M + m))];
      if (!end) continue;
      const ratio = start ? Math.exp(start.log - end.log) : 0;
      const rest = share / (1 - ratio);
      gains.perMean[m] = at(gains.perMean, m) + rest * (end.perMean - ratio * (start?.perMean ?? 0));
      gains.perVariance[m] = at(gains.perVariance, m) + rest * (end.perVariance - ratio * (start?.perVariance ?? 0));
    }
  };

  return (means, variances) => {
    for (let m = 0; m < M; m++) fillEdges(edges[m], at(means, m), at(variances, m), table[m] ?? []);
    let largest = hopeless;
    for (let box = 0; box < count; box++) {
      let log = 0;
      for (let m = 0; m < M; m++) log += sideLog(box, m);
      logs[box] = Number.isNaN(log) ? Number.NEGATIVE_INFINITY : log; // NaN: nothing minus nothing
      if (log > largest) largest = log;
    }
    gains.perMean.fill(0);
    gains.perVariance.fill(0);
    gains.value = hopeless;
    if (largest === hopeless) return gains;
    let total = 0;
    for (let box = 0; box < count; box++) total += Math.exp(at(logs, box) - largest);
    for (let box = 0; box < count; box++) {
      const share = Math.exp(at(logs, box) - largest) / total;
      if (share > 0) addSlopes(box, share);
    }
    gains.value = largest + Math.log(total);
    return gains;
  };
}

/** Squares and quotients of anything within these stay finite. */
const [farthest, leastVariance] = [1e50, 1e-100];

function fillEdges(edges: Float64Array | undefined, mean: number, variance: number, out: readonly Edge[]): void {
  const square = Math.max(variance, leastVariance);
  const s = Math.sqrt(square);
  const improvement: LogImprovement = { value: 0, cumulative: 0, density: 0 };
  for (const [i, edge] of out.entries()) {
    const z = (item(edges ?? [], i) - mean) / s;
    logImprovement(Math.max(-farthest, Math.min(farthest, z)), improvement);
    edge.log = improvement.value + Math.log(s);
    edge.perMean = -improvement.cumulative / s;
    edge.perVariance = improvement.density / (2 * square);
  }
}
