// Which branch of a conditional space is known too little to be given up.
import { type Branch, branchesOf, isIn } from './branches.ts';
import type { Space } from './space.ts';
import type { Point } from './types.ts';

/** Every so many asks one is for a neglected branch, as long as there is one. */
const every = 5;
/** Observations that a branch deserves for each of its active parameters, and for itself. */
const deserved = 3;
/** With more branches than this, the asks would be spent on branches alone. */
const mostBranches = 12;

/** More branches than can each be looked into: `neglectedBranch` leaves them alone, and `proposeByDensity` takes its turns. */
export const hasManyBranches = (space: Space): boolean => space.conditional && branchesOf(space, mostBranches) === null;

/**
 * The branch with the fewest points for its parameters. A model that has seen a handful of points of a branch takes its lengthscales, and the transform
 * of the values, from the others and is too sure of itself. Null when it is another ask's turn, or all branches have what
 * they deserve.
 */
export function neglectedBranch(space: Space, points: readonly Point[], number: number): Branch | null {
  if (!space.conditional || number % every !== 0) return null;
  const shares = (branchesOf(space, mostBranches) ?? []).map((branch) => {
    const inside = points.filter((point) => isIn(branch, point)).length;
    return { branch, share: inside / (deserved * (branch.active + 1)) };
  });
  const [least] = shares.sort((a, b) => a.share - b.share);
  return least && least.share < 1 ? least.branch : null;
}
