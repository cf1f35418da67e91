// The nearest point of a box cut by half spaces.
import { at } from '../kernels/at.ts';
import { norm } from '../linear/polytope.ts';
import type { Box } from '../numerics/lbfgs.ts';
import { dot } from '../numerics/vectors.ts';
import type { Doubles } from './region.ts';

/** Boxes and half spaces normals·x ≤ limits, m rows of length 1 over the coordinates of the box. */
export type Cut = {
  readonly box: Box;
  readonly normals: readonly Float64Array[];
  /** (m) */
  readonly limits: Float64Array;
};

/** Sweeps at most, and the change of a sweep that ends them: a thousandth of what two proposals may differ by. */
const sweeps = 60;
const still = 1e-9;

/**
 * The point of the set nearest to x, changed in place, up to a remainder that the caller has to expect. Dykstra's algorithm: each wall forgets the
 * push it gave in the last sweep before it pushes again (Boyle & Dykstra 1986).
 */
export function project({ box, normals, limits }: Cut, x: Float64Array): Float64Array {
  const pushes = new Float64Array(normals.length);
  const walls = new Float64Array(x.length);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let change = 0;
    for (const [i, row] of normals.entries()) {
      const before = at(pushes, i);
      const outside = dot(row, x) + before - at(limits, i);
      const push = Math.max(0, outside);
      pushes[i] = push;
      if (push !== before) shift(x, row, before - push);
      change = Math.max(change, Math.abs(push - before));
    }
    change = Math.max(change, clip(box, x, walls));
    if (change < still) break;
  }
  return x;
}

/** The box as one wall: `walls` (d) is the push that it gave last. Returns its largest change. */
function clip({ lower, upper }: Box, x: Float64Array, walls: Float64Array): number {
  let change = 0;
  for (let j = 0; j < x.length; j++) {
    const free = at(x, j) + at(walls, j);
    const inside = Math.min(at(upper, j), Math.max(at(lower, j), free));
    change = Math.max(change, Math.abs(free - inside - at(walls, j)));
    walls[j] = free - inside;
    x[j] = inside;
  }
  return change;
}

function shift(x: Float64Array, row: Float64Array, by: number): void {
  for (let j = 0; j < x.length; j++) x[j] = at(x, j) + by * at(row, j);
}

/** The walls of constrained doubles over coordinates x = unit / length of the parameters `moving`, in their order. */
export function scaledWalls(
  { indices, polytope }: Doubles,
  moving: readonly number[],
  lengths: Float64Array,
): Pick<Cut, 'normals' | 'limits'> {
  const rows = polytope.normals.map((normal) => {
    const row = new Float64Array(moving.length);
    for (const [j, i] of indices.entries()) row[moving.indexOf(i)] = at(normal, j) * at(lengths, i);
    return row;
  });
  const sizes = rows.map(norm);
  return {
    normals: rows.map((row, i) => row.map((v) => v / (sizes[i] ?? 1))),
    limits: polytope.limits.map((limit, i) => limit / (sizes[i] ?? 1)),
  };
}
