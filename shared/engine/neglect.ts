// Which branch of a conditional space is known too little to be given up.
import { type Branch, branchesOf, isIn } from './branches.ts';
import { at } from './kernels/at.ts';
import type { Space } from './space.ts';
import type { Point } from './types.ts';

/** Every so many asks one is for a neglected branch, as long as there is one. */
const every = 5;
/** Observations that a branch deserves for each of its active parameters, and for itself. */
const deserved = 2;
/** With more branches than this, the asks would be spent on branches alone. */
const mostBranches = 12;

/**
 * The branch with the fewest observations for its parameters, and the lowest mean in it (where nothing is known, the lowest of all). A model that has seen a
 * handful of points of a branch takes its lengthscales from the others and is too sure of itself. Null when it is another ask's turn, or
 * all branches have what they deserve. `points` with their
 * `means`, the lowest first.
 */
export function neglectedBranch(
  space: Space,
  points: readonly Point[],
  means: Float64Array,
  number: number,
): { readonly branch: Branch; readonly best: number } | null {
  if (!space.conditional || number % every !== 0) return null;
  const branches = branchesOf(space, mostBranches) ?? [];
  const known = branches.map((branch) => {
    const inside = [...points.keys()].filter((i) => isIn(branch, points[i] ?? branch.values));
    return { branch, best: at(means, inside[0] ?? 0), share: inside.length / (deserved * (branch.active + 1)) };
  });
  const [least] = known.sort((a, b) => a.share - b.share);
  return least && least.share < 1 ? least : null;
}
