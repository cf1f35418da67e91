// How the kernel sees a point: which columns there are, and where inactive parameters stand.

import { at, item } from '../kernels/at.ts';
import { bend } from '../space/bend.ts';
import type { Space } from '../space/space.ts';

export type Embedding = {
  /** Parameter index of each numeric column. */
  readonly numeric: readonly number[];
  /** Parameter index of each category column. */
  readonly coded: readonly number[];
  /** numeric + coded, one for a direction and one for each earlier experiment: one lengthscale each. */
  readonly width: number;
  /** The column of the task, the last of the numeric ones; null where there are no tasks. */
  readonly task: number | null;
  /** (numeric) unit vector: how far a point lies along it is one more column, right after the numeric ones (direction.ts); absent: none. */
  readonly direction?: readonly number[];
  /** (numeric) how each range is bent before anything else is made of it (bend.ts); absent: not at all. */
  readonly bends?: readonly number[];
  /**
   * Earlier experiments whose rows are told beside today's: each is a column behind the numeric ones and the direction, 1 in its own rows and 0 everywhere else. Absent: none.
   */
  readonly earlier?: number;
};

/** Columns whose distance is that of numbers. */
export const metricColumns = ({ numeric, direction, earlier = 0 }: Embedding): number =>
  numeric.length + (direction ? 1 : 0) + earlier;

/** The same parameters (of an embedding without a direction), seen along a direction too; undefined: the embedding itself. */
export const along = (embedding: Embedding, direction: readonly number[] | undefined): Embedding =>
  direction ? { ...embedding, direction, width: embedding.width + 1 } : embedding;

/** The same parameters on bent ranges; undefined: the embedding itself. */
export const bent = (embedding: Embedding, bends: readonly number[] | undefined): Embedding =>
  bends ? { ...embedding, bends } : embedding;

/** The same parameters (of an embedding without earlier experiments), with a column for each of `count` of them. */
export const beside = (embedding: Embedding, count: number): Embedding =>
  count > 0 ? { ...embedding, earlier: count, width: embedding.width + count } : embedding;

/** The same parameters alone: without a direction and earlier experiments, on ranges as they are. */
export const plainly = ({ direction, bends: _, earlier = 0, ...plain }: Embedding): Embedding => {
  const added = (direction ? 1 : 0) + earlier;
  return added > 0 ? { ...plain, width: plain.width - added } : plain;
};

/** Parameters with a single value tell nothing and get no column. */
export function makeEmbedding(space: Space): Embedding {
  const numeric: number[] = [];
  const coded: number[] = [];
  for (const [i, { scale, levels }] of space.dimensions.entries()) {
    if (levels > 1) (scale ? numeric : coded).push(i);
  }
  return { numeric, coded, width: numeric.length + coded.length, task: space.tasks && numeric.length - 1 };
}

/**
 * Writes one row (width) at `offset`: coordinates times `inverse` (1/ℓ; all of width), categories as codes. An inactive number stands in the
 * middle of its range and an inactive category has the code −1, so two points of one branch differ only in what is active there,
 * and points of different branches at least by the category that parts them.
 */
export function embed(
  embedding: Embedding,
  points: Float64Array,
  start: number,
  inverse: Float64Array,
  out: Float64Array,
  offset: number,
): void {
  const { numeric, coded, direction, bends } = embedding;
  let distance = 0;
  for (let k = 0; k < numeric.length; k++) {
    const unit = at(points, start + item(numeric, k));
    const straight = Number.isNaN(unit) ? 0.5 : unit;
    const place = bends ? bend(straight, item(bends, k)) : straight;
    out[offset + k] = place * at(inverse, k);
    if (direction) distance += place * item(direction, k);
  }
  if (direction) out[offset + numeric.length] = distance * at(inverse, numeric.length);
  const first = offset + metricColumns(embedding);
  out.fill(0, first - (embedding.earlier ?? 0), first);
  for (let k = 0; k < coded.length; k++) {
    const index = at(points, start + item(coded, k));
    out[first + k] = Number.isNaN(index) ? -1 : index;
  }
}

/** m points of shape (m, P) to rows of shape (m, width). `origins` (m): of which earlier experiment each is, counted from 1; 0 or absent: today's. */
export function embedAll(
  embedding: Embedding,
  points: Float64Array,
  m: number,
  P: number,
  inverse: Float64Array,
  origins?: Uint8Array,
): Float64Array {
  const { width, earlier = 0 } = embedding;
  const rows = new Float64Array(m * width);
  const before = metricColumns(embedding) - earlier - 1;
  for (let i = 0; i < m; i++) {
    embed(embedding, points, i * P, inverse, rows, i * width);
    const origin = origins ? item(origins, i) : 0;
    if (origin > 0) rows[i * width + before + origin] = at(inverse, before + origin);
  }
  return rows;
}
