// Whether linear constraints leave anything to try.
import type { Definition } from '../../domain/experiment.ts';
import { emptyRegion } from '../../domain/parameters/linear-constraints.ts';
import { leavesPoints, roomOf } from '../../engine/space/feasible.ts';
import { spaceOf } from '../optimizer/problem.ts';

/** Radius of the ball that must fit between the constraints and the bounds, in the parameters' own units. */
const leastRoom = 1e-8;

/** Throws the 400 when nothing, or next to nothing, satisfies all constraints. */
export function refuseEmptyRegion(definition: Definition): Definition {
  if (definition.linearConstraints.length === 0) return definition;
  const space = spaceOf(definition);
  const room = roomOf(space);
  if (!(room > 0)) throw emptyRegion('they leave no room within the bounds');
  if (room < leastRoom) throw emptyRegion(`what they leave is thinner than ${leastRoom}`);
  if (!leavesPoints(space))
    throw emptyRegion('no whole numbers, or no numbers of 14 digits, that satisfy all were found');
  return definition;
}
