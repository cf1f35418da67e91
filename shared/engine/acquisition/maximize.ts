// Search for the point with the highest acquisition: many candidates, local searches from the best, and the best that is not taken.

import { at, item } from '../kernels/at.ts';
import type { Random } from '../numerics/random.ts';
import { stack } from '../numerics/vectors.ts';
import { unbend } from '../space/bend.ts';
import { isAllowed } from '../space/confine.ts';
import { squaredDistance } from '../space/distance.ts';
import { drawBelieved, drawNear, drawRandom, randomPoint } from '../space/sample.ts';
import { snap } from '../space/scale.ts';
import { cardinality, type Space } from '../space/space.ts';
import { allPoints, findFree, type Taken } from '../space/taken.ts';
import type { Point } from '../types.ts';
import type { Acquisition } from './acquisition.ts';
import { climb, type Scored, type Terrain } from './climb.ts';
import type { Effort } from './effort.ts';

type Search = {
  readonly space: Space;
  readonly acquisition: Acquisition;
  readonly lengths: Float64Array;
  /** (P) how the school that asks sees each range bent; absent or null: not at all, as where linear constraints hold. */
  readonly bends?: Float64Array | null;
  readonly taken: Taken;
  /** Observed points, the most promising first. */
  readonly best: readonly Point[];
  /** The best observed point of each branch, the best first; absent or empty without conditions. */
  readonly leaders?: readonly Point[];
  readonly effort: Effort;
  /** Whether half of the points from anywhere are drawn from the priors. */
  readonly believing?: boolean;
  readonly random: Random;
};

/** A point that is not taken; null only when every point of a finite space is. */
export const maximize = (search: Search): Point | null => survey(search)[0] ?? null;

/** Points that are not taken, apart from one another: where the local searches ended, the best first. Empty only when every point of a finite space is taken. */
export function survey(given: Search): Point[] {
  const { space, acquisition, taken, effort } = given;
  const { best, leaders = [] } = given;
  const search = {
    ...given,
    best: best.map((point) => inward(space, point)),
    leaders: leaders.map((point) => inward(space, point)),
  };
  const finite = cardinality(space);
  if (finite <= effort.candidates) return free(space, rank(acquisition, stackFree(space, taken)), taken);
  const pool = rank(acquisition, sampleCandidates(search));
  const found = free(space, climbAll(search, pool, finite), taken);
  if (found.length > 0) return found;
  const left = free(space, pool, taken, 1)[0] ?? anything(search, finite);
  return left ? [left] : [];
}

/** The point of today's space nearest to one that was observed under other bounds: what lies outside can be known, but not suggested. */
const inward = ({ dimensions }: Space, point: Point): Point =>
  point.map((unit, i) => {
    const dimension = dimensions[i];
    return dimension?.scale && !Number.isNaN(unit) ? snap(dimension, unit) : unit;
  });

/** Places that are handed on at most. */
const mostPlaces = 8;

const free = (space: Space, found: readonly Scored[], taken: Taken, most = mostPlaces): Point[] =>
  apart(space, found, most, (point) => !taken.has(point)).map(({ point }) => point.slice());

/** All points of a small space that are not taken, (m, P). */
const stackFree = (space: Space, taken: Taken): Matrix => {
  const points = [...allPoints(space, null)].filter((point) => !taken.has(point));
  return { rows: stack(points), views: points };
};

/** Points twice: as one matrix (m, P), and one by one as views of its rows. */
type Matrix = { readonly rows: Float64Array; readonly views: readonly Point[] };

/** The best first. */
function rank(acquisition: Acquisition, { rows, views }: Matrix): Scored[] {
  const scores = acquisition.score(rows, views.length);
  return views.map((point, i) => ({ point, score: at(scores, i) })).sort((a, b) => b.score - a.score);
}

/** Where candidates come from, in turns: two thirds anywhere, half of them from the priors, the rest around observed points. */
const sources = ['near the best', 'priors', 'anywhere', 'near a leader', 'priors', 'anywhere'] as const;
/** Observed points that are `near the best`, the first ones more often. */
const bestOnes = 8;
/** Sizes of the steps away from an observed point, in turns. */
const steps = [0.02, 0.05, 0.1, 0.2];

/** Where there are no leaders, the best stand in for them; where priors are not believed in or nothing is observed, candidates come from anywhere. */
function sampleCandidates({ space, best, leaders = [], bends, effort, believing, random }: Search): Matrix {
  const P = space.dimensions.length;
  const rows = new Float64Array(effort.candidates * P);
  const views = Array.from({ length: effort.candidates }, (_, i) => {
    const view = rows.subarray(i * P, i * P + P);
    const source = sources[i % sources.length];
    const leader = source === 'near a leader' ? leaders[random.integer(leaders.length)] : undefined;
    const around = leader ?? best[Math.floor(random.uniform() ** 2 * Math.min(bestOnes, best.length))];
    if (source === 'priors' && believing) return drawBelieved(space, random, view);
    if (source === 'priors' || source === 'anywhere' || !around)
      return evenly(space, bends ?? null, drawRandom(space, random, view));
    // Every third candidate gets here.
    return drawNear(space, around, item(steps, (i / 3) % steps.length), random, view);
  });
  return { rows, views };
}

/** A point that was drawn evenly on ranges as they were given, in place, moved to where it is even on bent ones. */
function evenly(space: Space, bends: Float64Array | null, point: Point): Point {
  if (!bends) return point;
  for (const [i, dimension] of space.dimensions.entries()) {
    if (at(bends, i) !== 0 && !Number.isNaN(at(point, i)))
      point[i] = snap(dimension, unbend(at(point, i), at(bends, i)));
  }
  return point;
}

/** Local searches from the best candidates that lie apart, and from the best observed point; the best result first. */
function climbAll(search: Search, pool: readonly Scored[], finite: number): Scored[] {
  const { space, acquisition, lengths, bends = null, taken, effort, random, best, leaders = [] } = search;
  const forbidden = finite < Infinity ? taken.has : null;
  const terrain: Terrain = { space, acquisition, lengths, bends, forbidden, leaders, random };
  const starts = apart(space, pool, effort.starts);
  const top = best[0];
  if (top && isAllowed(space, top)) starts.push({ point: top, score: Number.NEGATIVE_INFINITY });
  return starts.map((start) => climb(terrain, start, effort)).sort((a, b) => b.score - a.score);
}

/** The first, and greedily the next that are not within a tenth of the range of one chosen before; `may` costs more than that and is asked last. */
function apart(
  space: Space,
  pool: readonly Scored[],
  count: number,
  may: (point: Point) => boolean = () => true,
): Scored[] {
  const chosen: Scored[] = [];
  for (const scored of pool) {
    if (chosen.length >= count) break;
    const far = chosen.every(({ point }) => squaredDistance(space, point, scored.point) > 0.01);
    if (far && may(scored.point)) chosen.push(scored);
  }
  return chosen;
}

/** When all candidates are taken: any free point. */
function anything({ space, taken, random }: Search, finite: number): Point | null {
  if (finite < Infinity) return findFree(space, taken, random);
  for (let i = 0; i < 100; i++) {
    const point = randomPoint(space, random);
    if (!taken.has(point)) return point;
  }
  return randomPoint(space, random);
}
