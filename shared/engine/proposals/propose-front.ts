// Several optimized metrics: the point that is expected to push the front of best trade-offs out the farthest.
import { addUp, successTerm } from '../acquisition/acquisition.ts';
import { feasibilityTerm } from '../acquisition/feasibility.ts';
import { type JointGain, jointAcquisition } from '../acquisition/joint.ts';
import { at } from '../kernels/at.ts';
import type { Conditioned } from '../model/prepared.ts';
import { designSize } from '../space/design.ts';
import { outlookOf } from './outlook.ts';
import type { Choice } from './propose.ts';
import { improve, seekFeasible } from './propose-constrained.ts';
import { type Scene, settleOn, withInside } from './scene.ts';
import { standingIn } from './standing.ts';

/** Share of the budget in which the metrics are improved one at a time: that gives the front its ends, cheaply. */
const oneAtATime = 0.15;

export function advanceFront(scene: Scene): Choice | null {
  const { ask, optimized, taken } = scene;
  const M = optimized.length;
  const single = optimized[Math.floor(ask.number / 2) % M];
  if (single && taken.points.length < phaseEnd(scene)) return improve(scene, single, 'log-ei');
  const standing = standingIn(scene);
  const feasible = Array.from({ length: scene.count }, (_, i) => i).filter((i) => standing.holds[i]);
  if (feasible.length === 0) return seekFeasible(scene, standing);
  const alone = aloneIn(scene);
  return alone ? improve(scene, alone, 'log-ei') : expand(scene, feasible);
}

/** As with a single metric, the exploring school is bolder every third time. */
const isBold = ({ ask, optimized }: Scene): boolean => optimized[0]?.prior === 'independent' && ask.number % 3 === 2;

/**
 * The metric that a bold ask improves by itself, by turns; null: none, the whole front is hoped for (with three metrics such an ask goes along a ray). An end of the front that is cheap to improve by a little is worth
 * more to the volume than a metric that is good in a place of its own, which nothing seen so far points to: a search of cheap and accurate networks stayed with
 * the cheapest (bench/studies/fronts.md).
 */
function aloneIn(scene: Scene): Conditioned | null {
  if (!isBold(scene)) return null;
  const { ask, optimized } = scene;
  return optimized[Math.floor(ask.number / 6) % (optimized.length + 1)] ?? null;
}

/** Points known when the front takes over: after the initial design and one ask a metric, and at `oneAtATime` of a budget. */
function phaseEnd({ space, ask, optimized }: Scene): number {
  const begun = designSize(space, ask.bandwidth, ask.budget) + optimized.length;
  return Math.max(begun, Math.ceil(oneAtATime * (ask.budget ?? 0)));
}

function expand(scene: Scene, feasible: readonly number[]): Choice | null {
  const { optimized, constraints, success } = scene;
  const { front, gain, rule } = outlookOf(scene, feasible);
  const isHopeful = rule === 'log-ehvi' && isBold(scene);
  const processes = optimized.map(({ process }) => process);
  const parts = [jointAcquisition(processes, isHopeful ? hopeful(gain) : gain)];
  if (constraints.length > 0) parts.push(feasibilityTerm(constraints));
  if (success) parts.push(successTerm(success));
  const arm = `${isHopeful ? 'hopeful-' : ''}${rule}/${optimized[0]?.prior}`;
  return settleOn(scene, withInside(scene, addUp(parts), front), front, arm);
}

/** Standard deviations by which a hopeful ask takes every mean for better than it is. */
const hope = 0.7;

/**
 * The gain if all means were somewhat better: on branin-currin one run
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
