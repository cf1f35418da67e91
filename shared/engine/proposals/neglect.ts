// Which branch of a conditional space is known too little to be given up.
import { type Branch, branchesOf, isIn } from '../space/branches.ts';
import type { Space } from '../space/space.ts';
import type { Point } from '../types.ts';

/** Every so many asks one is for a neglected branch, as long as there is one. */
const every = 5;
/** Observations that a branch deserves for each of its active parameters, and for itself. */
const deserved = 3;
/** Failures without a single success after which a branch is thought to fail always. */
const enough = 3;
/** With more branches than this, the asks would be spent on branches alone. */
const mostBranches = 12;

/** More branches than can each be looked into: `neglectedBranch` leaves them alone, and `proposeByDensity` takes its turns. */
export const hasManyBranches = (space: Space): boolean => space.conditional && branchesOf(space, mostBranches) === null;

/** Observed and open points, and those that failed. */
type Tried = { readonly points: readonly Point[]; readonly failed: readonly Point[] };

/**
 * The branch with the fewest points for its parameters, `failed` ones included, which is not thought to fail always. A model that has seen a handful of points of a branch takes its lengthscales, and the transform
 * of the values, from the others and is too sure of itself. Null when it is another ask's turn, or all branches have what
 * they deserve.
 */
export function neglectedBranch(space: Space, { points, failed }: Tried, number: number): Branch | null {
  if (!space.conditional || number % every !== 0) return null;
  const shares = (branchesOf(space, mostBranches) ?? []).flatMap((branch) => {
    const [inside, lost] = [points, failed].map((some) => some.filter((point) => isIn(branch, point)).length);
    if (inside === 0 && (lost ?? 0) >= enough) return [];
    return [{ branch, share: ((inside ?? 0) + (lost ?? 0)) / (deserved * (branch.active + 1)) }];
  });
  const [least] = shares.sort((a, b) => a.share - b.share);
  return least && least.share < 1 ? least.branch : null;
}
