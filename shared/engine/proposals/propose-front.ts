// Several optimized metrics: the point that is expected to push the front of best trade-offs out the farthest.
import { addUp, successTerm } from '../acquisition/acquisition.ts';
import { undominatedBoxes } from '../acquisition/boxes.ts';
import { feasibilityTerm } from '../acquisition/feasibility.ts';
import { hypervolumeGain } from '../acquisition/hypervolume-improvement.ts';
import { type JointGain, jointAcquisition } from '../acquisition/joint.ts';
import { nonDominated, referencePoint } from '../acquisition/pareto.ts';
import { scalarizedGain } from '../acquisition/scalarize.ts';
import { at } from '../kernels/at.ts';
import { posterior } from '../model/process.ts';
import { makeRandom, permutation } from '../numerics/random.ts';
import { designSize } from '../space/design.ts';
import { gather } from '../values/rows.ts';
import { forward } from '../values/warp.ts';
import type { Choice } from './propose.ts';
import { improve, seekFeasible } from './propose-constrained.ts';
import { type Scene, settleOn, withInside } from './scene.ts';
import { standingIn } from './standing.ts';

/** Share of the budget in which the metrics are improved one at a time: that gives the front its ends, cheaply. */
const oneAtATime = 0.15;
/** Points of the front that boxes are made of: an evaluation of the acquisition costs so many exponentials for each metric. */
const largestFront = 100;

export function advanceFront(scene: Scene): Choice | null {
  const { ask, optimized, taken } = scene;
  const M = optimized.length;
  const single = optimized[Math.floor(ask.number / 2) % M];
  if (single && taken.points.length < phaseEnd(scene)) return improve(scene, single, 'log-ei');
  const standing = standingIn(scene);
  const feasible = Array.from({ length: scene.count }, (_, i) => i).filter((i) => standing.holds[i]);
  if (feasible.length === 0) return seekFeasible(scene, standing);
  return expand(scene, feasible);
}

/** Points known when the front takes over: after the initial design and one ask a metric, and at `oneAtATime` of a budget. */
function phaseEnd({ space, ask, optimized }: Scene): number {
  const begun = designSize(space, ask.bandwidth, ask.budget) + optimized.length;
  return Math.max(begun, Math.ceil(oneAtATime * (ask.budget ?? 0)));
}

function expand(scene: Scene, feasible: readonly number[]): Choice | null {
  const { ask, optimized, constraints, success } = scene;
  const { front, gain } = outlook(scene, feasible);
  const isHopeful = optimized[0]?.prior === 'independent' && ask.number % 3 === 2;
  const processes = optimized.map(({ process }) => process);
  const parts = [jointAcquisition(processes, isHopeful ? hopeful(gain) : gain)];
  if (constraints.length > 0) parts.push(feasibilityTerm(constraints));
  if (success) parts.push(successTerm(success));
  const order = permutation(makeRandom(ask.seed, 5, ask.number), front.length);
  const around = Array.from(order, (k) => front[k] ?? 0);
  const rule = `${isHopeful ? 'hopeful-' : ''}${optimized.length > 3 ? 'hypervolume-ucb' : 'log-ehvi'}`;
  return settleOn(scene, withInside(scene, addUp(parts), around), around, `${rule}/${optimized[0]?.prior}`);
}

/** The front as indices of known points, and what there is to gain beyond it. */
function outlook(scene: Scene, feasible: readonly number[]): { front: number[]; gain: JointGain } {
  const { ask, optimized } = scene;
  const M = optimized.length;
  const values = meansAt(scene, feasible);
  const all = nonDominated(values, M);
  const thresholds = optimized.map(({ warp }, m) => {
    const threshold = scene.thresholds[m] ?? null;
    return threshold === null ? null : forward(warp, threshold);
  });
  const reference = referencePoint(values, M, all, thresholds);
  const kept = thin(all, makeRandom(ask.seed, 7, ask.number));
  return {
    front: kept.map((k) => feasible[k] ?? 0),
    gain: frontGain(gather(values, M, kept), reference, ask.seed),
  };
}

/** (feasible, M) posterior means of the optimized metrics: noise and open points are seen to already. */
function meansAt({ space, points, optimized }: Scene, feasible: readonly number[]): Float64Array {
  const M = optimized.length;
  const rows = gather(points, space.dimensions.length, feasible);
  const out = new Float64Array(feasible.length * M);
  for (const [m, { process }] of optimized.entries()) {
    const { means } = posterior(process, rows, feasible.length);
    for (const [i, mean] of means.entries()) out[i * M + m] = mean;
  }
  return out;
}

/** At most `largestFront` members of a front: both ends of the order and a random choice between. */
function thin(front: readonly number[], random: ReturnType<typeof makeRandom>): number[] {
  if (front.length <= largestFront) return [...front];
  const inner = permutation(random, front.length - 2).slice(0, largestFront - 2);
  return [0, ...Array.from(inner, (i) => i + 1), front.length - 1].map((i) => front[i] ?? 0);
}

/** Exact for two and three metrics; for more, whose boxes would be too many, a mean over directions. */
const frontGain = (front: Float64Array, reference: Float64Array, seed: number): JointGain =>
  reference.length > 3 ? scalarizedGain(front, reference, seed) : hypervolumeGain(undominatedBoxes(front, reference));

/** Standard deviations by which a hopeful ask takes every mean for better than it is. */
const hope = 0.7;

/**
 * The gain if all means were somewhat better. As with a single metric, the exploring school asks this way every third time: on branin-currin one run
 * in six never left the wrong part of the front otherwise (96 % of the volume missing); with 1.8 deviations the other tasks lost more than that gained.
 */
export const hopeful =
  (gain: JointGain): JointGain =>
  (means, variances) => {
    const gains = gain(
      means.map((mean, m) => mean - hope * Math.sqrt(at(variances, m))),
      variances,
    );
    for (const [m, variance] of variances.entries()) {
      const further = (-hope * at(gains.perMean, m)) / (2 * Math.sqrt(variance));
      gains.perVariance[m] = at(gains.perVariance, m) + further;
    }
    return gains;
  };
