// Balls around known points, which a search for other points keeps out of.
import { squaredDistance } from '../space/distance.ts';
import type { Space } from '../space/space.ts';
import type { Point } from '../types.ts';

/** Radii from coarse to fine, as shares of the diagonal of the space; a search for what is not known yet goes from one to the next, one that improves a solution draws one. */
export const radii = [0.2, 0.1, 0.05, 0.02];

/** Of a ball with such a radius, in the space's own distance. */
export const squaredRadius = (space: Space, share: number): number => share ** 2 * space.dimensions.length;

/** Whether a point lies in a ball around one of the centers, `limit` being the square of its radius. */
export const inBalls =
  (space: Space, centers: readonly Point[], limit: number) =>
  (point: Point): boolean =>
    centers.some((center) => squaredDistance(space, point, center) < limit);
