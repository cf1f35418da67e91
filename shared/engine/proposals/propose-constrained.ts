// One optimized metric under constraint metrics: improvement over the best point that satisfies them, times the probability to satisfy them.
import { addUp, improvementTerm, successTerm } from '../acquisition/acquisition.ts';
import { curiosityTerm, feasibilityTerm, type Standing } from '../acquisition/feasibility.ts';
import { at } from '../kernels/at.ts';
import type { Conditioned } from '../model/prepared.ts';
import { posterior } from '../model/process.ts';
import { aside } from './aside.ts';
import { gapWhileMute } from './mute.ts';
import type { Choice } from './propose.ts';
import { pointAt, type Scene, settleOn, withInside } from './scene.ts';
import { standingIn } from './standing.ts';

/**
 * Expected improvement of one of the optimized metrics, weighted with the probability that all constraints hold (Gardner et al. 2014, eq. 5). The point
 * to improve on is the one with the best posterior mean among those whose constraints hold; while there is none, see `seekFeasible`.
 */
export function improve(scene: Scene, target: Conditioned, arm: string): Choice | null {
  const { constraints, points, count, success } = scene;
  const { means } = posterior(target.process, points, count);
  const standing = standingIn(scene);
  const best = ranked(standing, means);
  const incumbent = best[0];
  if (incumbent === undefined || standing.holds[incumbent] === false) return seekFeasible(scene, standing);
  const parts = [improvementTerm(target.process, at(means, incumbent))];
  if (constraints.length > 0) parts.push(feasibilityTerm(constraints));
  if (success) parts.push(successTerm(success));
  const choice = settleOn(scene, withInside(scene, addUp(parts), best), best, `${arm}/${target.prior}`);
  return choice && aside(scene, choice, pointAt(scene, incumbent));
}

/** Where the constraints are likeliest to hold all together, whatever the optimized metrics are there. */
export function seekFeasible(scene: Scene, { logChance }: Standing): Choice | null {
  const { constraints, success } = scene;
  const gap = gapWhileMute(scene);
  if (gap) return gap;
  const parts = [feasibilityTerm(constraints), curiosityTerm(constraints)];
  if (success) parts.push(successTerm(success));
  const best = Array.from(logChance.keys()).sort((a, b) => at(logChance, b) - at(logChance, a));
  return settleOn(scene, withInside(scene, addUp(parts), best), best, 'feasibility');
}

/** Points whose constraints hold by their mean, the lowest first; then the others, the likeliest to hold first. */
function ranked({ holds, logChance }: Standing, means: Float64Array): number[] {
  const order = Array.from(means.keys());
  const good = order.filter((i) => holds[i]).sort((a, b) => at(means, a) - at(means, b));
  const bad = order.filter((i) => !holds[i]).sort((a, b) => at(logChance, b) - at(logChance, a));
  return [...good, ...bad];
}
