// The acquisition under the belief that ranges were drawn around the optimum: faces of the box count for less, until good points lie on them.

import { at } from '../kernels/at.ts';
import { bend, bendSlope } from '../space/bend.ts';
import type { Space } from '../space/space.ts';
import type { Point } from '../types.ts';
import type { Acquisition } from './acquisition.ts';

/**
 * Nats that a point loses for each parameter that stands on a face. A model is least certain at the faces, and in several dimensions nearly every
 * far point is near one, so the search for improvements that are merely possible goes there again and again; but whoever names a range means its
 * inside. One nat is an expected improvement nearly three times smaller: it decides between hopes, not between hope and evidence.
 */
const reluctance = 1;

/** Share of the points, the best ones, that are asked whether the belief holds; and how many at least. */
const witnesses = { share: 0.1, least: 3 };

/** ∫ (2u − 1)⁴ du = 1/5: points that lie anywhere have this mean nearness to the faces. */
const anywhere = 0.2;

type Inside = {
  /** (P), null: none; where a range is bent, its inside is that of the bent one, which is what would have been named. */
  readonly bends?: Float64Array | null;
  /** The best points may be so by luck (silence.ts); then they must be nearer to the faces than all that were asked for. */
  readonly lucky?: boolean;
  /** Of the points, which are asked; 1 where each of them is as good as the others, as on a front. */
  readonly share?: number;
};

/**
 * `best`: known points, the most promising first, open ones among them where they count as observed. The belief goes for a parameter whose good values are
 * at its ends, and altogether where good points are nearer to the faces than points that lie anywhere; bench/studies/interior.md has what it is worth.
 */
export function withInterior(
  acquisition: Acquisition,
  space: Space,
  best: readonly Point[],
  { bends = null, lucky = false, share = witnesses.share }: Inside = {},
): Acquisition {
  const good = best.slice(0, Math.max(witnesses.least, Math.ceil(share * best.length)));
  const held = heldBack(space, { good, all: lucky ? best : [] }, bends);
  if (held.length === 0) return acquisition;
  const P = space.dimensions.length;
  const score = (points: Float64Array, m: number): Float64Array =>
    acquisition.score(points, m).map((worth, i) => worth - loss(held, points, i * P));
  const slope = (point: Point, gradient: Float64Array): number => {
    const value = acquisition.slope(point, gradient);
    for (const { index, weight, bend: a } of held) {
      const unit = at(point, index);
      if (!Number.isNaN(unit)) gradient[index] = at(gradient, index) - weight * nearnessSlope(unit, a);
    }
    return value - loss(held, point, 0);
  };
  return { score, slope };
}

/** `all`: those that the good ones must stand out from; empty: points anywhere. */
type Witnesses = { readonly good: readonly Point[]; readonly all: readonly Point[] };

type Held = { readonly index: number; readonly weight: number; readonly bend: number };

/** (2w − 1)⁴ of the bent place: 1 on a face, 0.4 a tenth of the range inside, 0.13 a fifth. */
function nearness(unit: number, a: number): number {
  // Squared twice: a power that is not a square is a call of a library, and this is asked ten thousand times an ask.
  const square = (2 * bend(unit, a) - 1) ** 2;
  return square * square;
}

function nearnessSlope(unit: number, a: number): number {
  const place = bend(unit, a);
  const aside = 2 * place - 1;
  return 8 * aside * aside * aside * bendSlope(place, a);
}

/** What the point in `points` at `start` loses; inactive parameters (NaN) lose nothing. */
function loss(held: readonly Held[], points: Float64Array, start: number): number {
  let sum = 0;
  for (const { index, weight, bend: a } of held) {
    const unit = at(points, start + index);
    if (!Number.isNaN(unit)) sum += weight * nearness(unit, a);
  }
  return sum;
}

/**
 * Numeric parameters with more than two values and no prior of the user, each with its weight; none when good points deny the belief. None where there are
 * conditions: the inside of one branch says nothing of another, whose optimum may stand on faces, and the best points of all are witnesses of one.
 */
function heldBack(space: Space, { good, all }: Witnesses, bends: Float64Array | null): Held[] {
  if (space.conditional) return [];
  const asked = space.dimensions.flatMap(({ scale, levels, prior }, index) => {
    const a = bends ? at(bends, index) : 0;
    if (!scale || levels <= 2 || prior) return [];
    const excess = Math.max(0, meanNearness(all, index, a) - anywhere);
    return [{ index, bend: a, seen: Math.max(0, meanNearness(good, index, a) - excess) }];
  });
  const mean = asked.reduce((sum, { seen }) => sum + seen, 0) / Math.max(1, asked.length);
  // Whole while good points are clearly further inside than any, none when they are clearly nearer to the faces.
  const common = Math.min(1, Math.max(0, (1.5 * anywhere - mean) / anywhere));
  return asked
    .map(({ index, bend, seen }) => ({ index, bend, weight: reluctance * common * Math.max(0, 1 - 2 * seen) }))
    .filter(({ weight }) => weight > 0);
}

/** Observations may lie outside of today's bounds: they count as on the face. */
function meanNearness(good: readonly Point[], index: number, a: number): number {
  const units = good.map((point) => at(point, index)).filter((unit) => !Number.isNaN(unit));
  const sum = units.reduce((total, unit) => total + nearness(Math.min(1, Math.max(0, unit)), a), 0);
  return units.length === 0 ? 0 : sum / units.length;
}
