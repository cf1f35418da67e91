// Whether any whole numbers satisfy linear constraints, settled: branch and bound over linear programs (Land & Doig 1960).

import { at } from '../kernels/at.ts';
import { makeRandom } from '../numerics/random.ts';
import { dot } from '../numerics/vectors.ts';
import { type HalfSpace, isSatisfied } from './constraint.ts';
import { solveLinearProgram } from './linear-program.ts';
import { largestBall, norm } from './polytope.ts';
import { type Patience, rangeOf, roundoff, type WholePoint, type Wholes, wholePoints } from './whole-points.ts';

/** Bounds (c) of each value, both included. */
type Box = { readonly low: Float64Array; readonly high: Float64Array };

/**
 * A point that satisfies them all, null when there is provably none, undefined when patience (boxes looked at) ran out first. Each box is cut to what the
 * linear programs leave of it, then parted where its middle is, along the parameter with the fewest values left.
 */
export function solveWhole(wholes: Wholes, left: Patience): WholePoint | null | undefined {
  const boxes: Box[] = [{ low: wholes.low, high: wholes.high }];
  for (let box = boxes.pop(); box; box = boxes.pop()) {
    if (left.nodes-- <= 0) return undefined;
    const inner = cut(wholes, box);
    const middle = inner && middleOf(wholes, inner);
    if (!inner || !middle) continue;
    const rounded = middle.map((v, i) => Math.min(at(inner.high, i), Math.max(at(inner.low, i), Math.round(v))));
    if (wholes.halfSpaces.every((one) => isSatisfied(one, (i) => at(rounded, i)))) return rounded;
    if (openIn(inner).length > 0) boxes.push(...parted(project(wholes, inner, middle), middle));
  }
  return null;
}

/** The box cut by one constraint after the other, until nothing gives; null: it is empty. */
function cut(wholes: Wholes, box: Box): Box | null {
  const [low, high] = [box.low.slice(), box.high.slice()];
  for (let round = 0, given = true; given && round < 20; round++) {
    given = false;
    for (let i = 0; i < low.length; i++) {
      const range = rangeOf(wholes, low, high, i);
      if (!(range.low <= range.high)) return null;
      given ||= range.low > at(low, i) || range.high < at(high, i);
      low[i] = range.low;
      high[i] = range.high;
    }
  }
  return { low, high };
}

/** What rounding may do to a linear program, as a share of a row's length in the unit cube: this much is let pass, because points are tested exactly. */
const doubt = 1e-9;

type Rows = { readonly normals: readonly Float64Array[]; readonly limits: Float64Array };

const openIn = ({ low, high }: Box): number[] => [...low.keys()].filter((i) => at(low, i) < at(high, i));

/** The constraints over the values that are open, each from 0 to 1 in its bounds; rows of length 1. */
function rowsOver({ halfSpaces }: Wholes, { low, high }: Box, open: readonly number[]): Rows {
  const cuts = halfSpaces.map((one: HalfSpace) => {
    const row = new Float64Array(open.length);
    let limit = one.threshold;
    let size = Math.abs(limit);
    for (const { parameter: i, weight } of one.terms) {
      const j = open.indexOf(i);
      if (j >= 0) row[j] = weight * (at(high, i) - at(low, i));
      limit -= weight * at(low, i);
      size += Math.abs(weight * at(low, i));
    }
    return { row, limit: limit + roundoff * size, length: norm(row) };
  });
  const real = cuts.filter(({ length }) => length > 0);
  return {
    normals: real.map(({ row, length }) => row.map((v) => v / length)),
    limits: Float64Array.from(real, ({ limit, length }) => limit / length + doubt),
  };
}

/** (c) the middle of what the constraints leave of the box, not whole; null: they leave nothing. */
function middleOf(wholes: Wholes, box: Box): Float64Array | null {
  const open = openIn(box);
  if (open.length === 0) return box.low;
  const { normals, limits } = rowsOver(wholes, box, open);
  const { center, radius } = largestBall(normals, limits, new Float64Array(open.length).fill(1));
  if (radius < -doubt) return null;
  const middle = box.low.slice();
  for (const [j, i] of open.entries()) middle[i] = at(box.low, i) + at(center, j) * (at(box.high, i) - at(box.low, i));
  return middle;
}

/** The smallest box around what the constraints leave: two linear programs a value, x = middle + p − q with p, q ≥ 0, which begin in the middle. */
function project(wholes: Wholes, box: Box, middle: Float64Array): Box {
  const open = openIn(box);
  const width = (i: number): number => at(box.high, i) - at(box.low, i);
  const start = Float64Array.from(open, (i) => (at(middle, i) - at(box.low, i)) / width(i));
  const { normals, limits } = rowsOver(wholes, box, open);
  const walls = [1, -1].flatMap((side) =>
    open.map((_, j) => new Float64Array(open.length).map((_, k) => (j === k ? side : 0))),
  );
  const all = [...normals, ...walls];
  const ends = Float64Array.of(...limits, ...walls.map((_, w) => (w < open.length ? 1 : 0)));
  const rows = all.map((row) => Float64Array.of(...row, ...row.map((v) => -v)));
  const room = ends.map((limit, i) => Math.max(0, limit - dot(all[i] ?? start, start)));
  const reach = (j: number, side: number): number => {
    const objective = new Float64Array(2 * open.length);
    objective[j] = side;
    objective[open.length + j] = -side;
    const x = solveLinearProgram(rows, room, objective);
    return at(start, j) + at(x, j) - at(x, open.length + j);
  };
  const [low, high] = [box.low.slice(), box.high.slice()];
  for (const [j, i] of open.entries()) {
    const slack = doubt * (1 + width(i) + Math.abs(at(box.low, i)));
    low[i] = Math.max(at(low, i), Math.ceil(at(box.low, i) + reach(j, -1) * width(i) - slack));
    high[i] = Math.min(at(high, i), Math.floor(at(box.low, i) + reach(j, 1) * width(i) + slack));
  }
  return { low, high };
}

/** Two halves, the one with the middle of it last, which is the next to be looked at; one where a single value is left; none for an empty box. */
function parted({ low, high }: Box, middle: Float64Array): Box[] {
  const counts = low.map((from, i) => at(high, i) - from);
  if (counts.some((count) => count < 0)) return [];
  const index = counts.reduce((best, count, i) => {
    return count > 0 && (best < 0 || count < at(counts, best)) ? i : best;
  }, -1);
  if (index < 0) return [{ low, high }];
  const split = Math.min(at(high, index) - 1, Math.max(at(low, index), Math.floor(at(middle, index))));
  const below = { low, high: high.with(index, split) };
  const above = { low: low.with(index, split + 1), high };
  return at(middle, index) - split < 0.5 ? [above, below] : [below, above];
}

/** Boxes that are looked at, at most: each costs two linear programs a parameter, so that it is a second however many there are. */
const patienceFor = (count: number): number => Math.ceil(32_000 / count ** 2);

/**
 * Some point, or null: there is none, or none was found. A few short walks in different orders find one of many; branch and bound settles what is thin; and
 * where it gave up, as with values up to 2^53 in a thin sliver, longer walks may still be lucky.
 */
export function someWholePoint(wholes: Wholes): WholePoint | null {
  const walked = walk(wholes, 0, 12);
  if (walked) return walked;
  const settled = solveWhole(wholes, { nodes: patienceFor(wholes.indices.length) });
  return settled === undefined ? walk(wholes, 12, 60) : settled;
}

/** In many orders, because a walk that begins badly may take forever. */
function walk(wholes: Wholes, from: number, to: number): WholePoint | null {
  for (let number = from; number < to; number++) {
    const [found] = wholePoints(wholes, makeRandom(number, 5), { nodes: 40 * 2 ** Math.floor(number / 6) });
    if (found) return found;
  }
  return null;
}
