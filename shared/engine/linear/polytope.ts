// The part of the unit cube that linear constraints leave: its middle, and how far a line stays inside.
import { at, item } from '../kernels/at.ts';
import { dot } from '../numerics/vectors.ts';
import { solveLinearProgram } from './linear-program.ts';

/** {x ∈ [0, 1]^k : normals·x ≤ limits}, m rows of length 1. */
export type Polytope = {
  readonly normals: readonly Float64Array[];
  /** (m) */
  readonly limits: Float64Array;
  /** (k) centre of the largest ball inside. */
  readonly center: Float64Array;
  /** Of that ball; negative: nothing is inside. */
  readonly radius: number;
};

/** `rows` (m) of (k), none of them all 0. */
export function makePolytope(rows: readonly Float64Array[], limits: Float64Array): Polytope {
  const lengths = rows.map(norm);
  const normals = rows.map((row, i) => row.map((v) => v / item(lengths, i)));
  const scaled = limits.map((limit, i) => limit / item(lengths, i));
  const ones = new Float64Array(rows[0]?.length ?? 0).fill(1);
  return { normals, limits: scaled, ...largestBall(normals, scaled, ones) };
}

export function norm(x: Float64Array): number {
  const largest = x.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  if (largest === 0) return 0;
  return largest * Math.sqrt(x.reduce((sum, v) => sum + (v / largest) ** 2, 0));
}

/**
 * The largest ball inside (Boyd & Vandenberghe, "Convex Optimization", 2004, §8.5.1). `widths` (k) are the lengths of the cube's edges in the units
 * that the radius is measured in; the centre is in those of the cube. The radius t is sought as t + M ≥ 0 with M so large that
 * x = 0, t = −M satisfies everything, which is where the simplex method starts.
 */
export function largestBall(
  normals: readonly Float64Array[],
  limits: Float64Array,
  widths: Float64Array,
): Pick<Polytope, 'center' | 'radius'> {
  const k = widths.length;
  const unit = widths.reduce((least, width) => Math.min(least, width), Infinity);
  const edges = widths.map((width) => unit / width);
  // Length of each row as a vector over the true units, times the unit of the radius.
  const reach = normals.map((row) => norm(row.map((v, j) => v * at(edges, j))));
  const M = reach.reduce((most, length, i) => Math.max(most, 1 - at(limits, i) / length), 1);
  const walls = [-1, 1].flatMap((side) =>
    Array.from(edges, (edge, j) => ({ row: axis(k, j, side, edge), limit: (side > 0 ? 1 : 0) + M * edge })),
  );
  const cuts = normals.map((row, i) => ({
    row: Float64Array.of(...row, item(reach, i)),
    limit: at(limits, i) + M * item(reach, i),
  }));
  const all = [...cuts, ...walls];
  const objective = new Float64Array(k + 1);
  objective[k] = 1;
  const solution = solveLinearProgram(
    all.map(({ row }) => row),
    Float64Array.from(all, ({ limit }) => limit),
    objective,
  );
  return { center: solution.slice(0, k), radius: (at(solution, k) - M) * unit };
}

function axis(k: number, index: number, side: number, edge: number): Float64Array {
  const row = new Float64Array(k + 1);
  row[index] = side;
  row[k] = edge;
  return row;
}

/** The same polytope with each wall of it, but for those of the cube, moved inwards by (m). */
export const shrunk = (polytope: Polytope, by: Float64Array): Polytope => ({
  ...polytope,
  limits: polytope.limits.map((limit, i) => limit - at(by, i)),
});

/** For which t the point x + t·d stays inside; x must be inside. */
export function chord({ normals, limits }: Polytope, x: Float64Array, d: Float64Array): { low: number; high: number } {
  const range = { low: -Infinity, high: Infinity };
  const cut = (slope: number, room: number): void => {
    if (slope > 0) range.high = Math.min(range.high, Math.max(0, room) / slope);
    if (slope < 0) range.low = Math.max(range.low, Math.max(0, room) / slope);
  };
  for (const [i, row] of normals.entries()) cut(dot(row, d), at(limits, i) - dot(row, x));
  for (let j = 0; j < x.length; j++) {
    cut(at(d, j), 1 - at(x, j));
    cut(-at(d, j), at(x, j));
  }
  return range;
}
