// Several solutions: points that are good and far apart from each other.
import { squaredDistance } from '../space/distance.ts';
import type { Space } from '../space/space.ts';
import type { Point } from '../types.ts';

/** Share of the points that is good enough to be a solution (as SigOpt has it). */
const goodShare = 0.2;

/**
 * Indices of up to `count` of the points, which come the best first. Of the best fifth (of `count` at least), the best one, then always the one farthest from
 * those before, are centres (Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985), which tells how far apart solutions can be: taken are
 * the best, then always the next best that is half as far from all before. Around none of these lies more than one centre, so there are as many. Taking the best
 * of each centre's cell, two neighbours on both sides of a border would be two solutions. The best first.
 */
export function solutionsAmong(space: Space, points: readonly Point[], count: number): number[] {
  const good = points.slice(0, Math.max(Math.ceil(goodShare * points.length), count));
  const centers = farApart(space, good, count);
  const apart = 0.25 * leastGap(space, centers);
  const chosen: number[] = [];
  for (const [i, point] of good.entries()) {
    if (chosen.length >= centers.length) break;
    if (chosen.every((j) => squaredDistance(space, point, good[j] ?? point) >= apart)) chosen.push(i);
  }
  return chosen;
}

/** Squared distance of the two nearest; Infinity for fewer than two. */
const leastGap = (space: Space, points: readonly Point[]): number =>
  points.reduce(
    (least, a, i) => points.slice(0, i).reduce((gap, b) => Math.min(gap, squaredDistance(space, a, b)), least),
    Infinity,
  );

/** The first point, and always the one farthest from all before; fewer when the rest repeats them. */
function farApart(space: Space, points: readonly Point[], count: number): Point[] {
  const [first] = points;
  if (!first) return [];
  const chosen = [first];
  const gaps = points.map((point) => squaredDistance(space, point, first));
  while (chosen.length < count) {
    const widest = gaps.reduce((most, gap) => Math.max(most, gap), 0);
    const next = widest > 0 ? points[gaps.indexOf(widest)] : undefined;
    if (!next) break;
    chosen.push(next);
    for (const [i, point] of points.entries()) gaps[i] = Math.min(gaps[i] ?? 0, squaredDistance(space, point, next));
  }
  return chosen;
}

/** Index of the nearest centre; of equal ones the first. */
export function nearest(space: Space, point: Point, centers: readonly Point[]): number {
  const distances = centers.map((center) => squaredDistance(space, point, center));
  return distances.indexOf(distances.reduce((least, distance) => Math.min(least, distance), Infinity));
}
