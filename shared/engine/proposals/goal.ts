// Which rule chooses a point by model: it follows from what the metrics are for.
import type { Ask } from '../ask.ts';
import type { PreparedSurrogate } from '../learning/surrogate.ts';
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
  if (only && ask.metrics.length === 1 && ask.metrics[0]?.role === 'optimize')
    return (
      proposeByDensity(space, only, ask, taken) ??
      exploreBranch(space, only, ask, taken) ??
      propose(space, only, ask, taken)
    );
  const scene = setScene(space, prepared, ask, taken);
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
