// Which rule chooses a point by model: it follows from what the metrics are for.
import type { Ask } from '../ask.ts';
import type { PreparedSurrogate } from '../learning/surrogate.ts';
import type { Branch } from '../space/branches.ts';
import type { Space } from '../space/space.ts';
import type { Taken } from '../space/taken.ts';
import { type Choice, propose } from './propose.ts';
import { exploreBranch } from './propose-branch.ts';
import { improve } from './propose-constrained.ts';
import { proposeByDensity } from './propose-density.ts';
import { searchFeasible } from './propose-feasible.ts';
import { advanceFront } from './propose-front.ts';
import { separate } from './propose-solutions.ts';
import { setScene } from './scene.ts';

/** Null when there is no model, or when every point of a finite space is taken. */
export function pursue(space: Space, prepared: PreparedSurrogate, ask: Ask, taken: Taken): Choice | null {
  const [only] = prepared.metrics;
  const apart = (ask.solutions ?? 1) > 1 ? separateSolutions(space, prepared, ask, taken) : null;
  if (apart) return apart;
  const likely = only && isSingle(ask) ? proposeByDensity(space, only, ask, taken) : null;
  const fair = likely ?? (hasTarget(ask) ? exploreBranch(space, prepared, ask, taken, advance) : null);
  return fair ?? advance(space, prepared, ask, taken, null);
}

/** One metric, and it is optimized. */
const isSingle = ({ metrics }: Ask): boolean => metrics.length === 1 && metrics[0]?.role === 'optimize';

/** One metric is optimized, whatever must hold beside. A front has its points in many branches anyway: there turns of neglected ones cost something at first and bring nothing later (bench/studies/branches.md). */
const hasTarget = ({ metrics }: Ask): boolean => metrics.filter(({ role }) => role === 'optimize').length === 1;

/** By the rule for these metrics. `branch`: the part of a conditional space to stay in, which is all that `prepared` knows. */
function advance(
  space: Space,
  prepared: PreparedSurrogate,
  ask: Ask,
  taken: Taken,
  branch: Branch | null,
): Choice | null {
  const [only] = prepared.metrics;
  if (only && isSingle(ask)) return propose(space, only, ask, taken, branch);
  const scene = setScene(space, prepared, ask, taken, branch);
  if (!scene) return null;
  const [target, second] = scene.optimized;
  if (!target) return searchFeasible(scene);
  return second ? advanceFront(scene) : improve(scene, target, 'log-ei-feasible');
}

function separateSolutions(space: Space, prepared: PreparedSurrogate, ask: Ask, taken: Taken): Choice | null {
  const scene = setScene(space, prepared, ask, taken);
  const [target, second] = scene?.optimized ?? [];
  return scene && target && !second ? separate(scene, target, ask.solutions ?? 1) : null;
}
