// A trust region: some asks look for the best point near the best known one, and leave the rest of the space to the others.
import type { Acquisition } from './acquisition.ts';
import { fence } from './fence.ts';
import { at } from './kernels/at.ts';
import type { Space } from './space.ts';
import type { Point } from './types.ts';

/** Observed points from which on the best one is worth staying near. */
const enough = 20;
/** Share of a parameter's range to both sides. */
const reach = 0.15;
/** Two asks in a row of so many: one of each school. */
const [every, first] = [8, 2];

/**
 * The search of a large box finds one more uncertain place far away for as long as there is one; a search that must stay near spends its candidates where
 * they are needed at the end (Eriksson et al. 2019, TuRBO, whose region moves and shrinks; here the other asks do what restarts do there). Numbers stay
 * near, categories and what is inactive at the best point are free. Null when it is another ask's turn. `best`: observed points (P), the most promising
 * first; `number`: of the ask. What it is worth: bench/studies/vicinity.md.
 */
export function vicinity(space: Space, best: readonly Point[], number: number): Acquisition | null {
  const [centre] = best;
  const turn = (number % every) - first;
  if (!centre || best.length < enough || turn < 0 || turn > 1) return null;
  const numbers = [...space.dimensions.keys()].filter(
    (i) => space.dimensions[i]?.scale && !Number.isNaN(at(centre, i)),
  );
  return fence((point) => !numbers.some((i) => Math.abs(at(point, i) - at(centre, i)) > reach));
}
