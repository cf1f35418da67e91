// The region that a front of two or three metrics leaves undominated, cut into boxes: what expected hypervolume improvement is summed over.
import { at } from '../kernels/at.ts';

export type Boxes = {
  readonly M: 2 | 3;
  readonly count: number;
  /** For each metric the coordinates at which boxes end, ascending. */
  readonly edges: readonly Float64Array[];
  /** (count, M) indices into `edges`: where each box ends, and where it begins, −1 for a box without a lower end. */
  readonly upper: Int32Array;
  readonly lower: Int32Array;
};

type Box = { readonly upper: readonly number[]; readonly lower: readonly number[] };

/**
 * Everything below `reference` (M) that no row of `front` (k, M; minimised, in any order, dominated rows allowed) dominates, as disjoint boxes: k + 1
 * strips for two metrics, at most 2k + 1 boxes for three. The third metric is swept upwards, and a strip of the first two becomes a box when the
 * next point cuts it (as in Lacour, Klamroth & Fonseca, "A box decomposition algorithm to compute the hypervolume indicator", 2017).
 */
export function undominatedBoxes(front: Float64Array, reference: Float64Array): Boxes {
  const M = reference.length === 3 ? 3 : 2;
  const points = Array.from({ length: front.length / M }, (_, i) => front.subarray(i * M, i * M + M))
    .filter((point) => point.every((value, m) => value < at(reference, m)))
    .sort((a, b) => (M === 3 ? at(a, 2) - at(b, 2) : 0) || at(a, 0) - at(b, 0));
  return index(M, sweep(points, reference, M));
}

/** A strip of the first two metrics: first metric from `left` to `right`, second below `top`, third from `floor` on. */
type Strip = { readonly left: number; readonly right: number; readonly top: number; readonly floor: number };

function sweep(points: readonly Float64Array[], reference: Float64Array, M: 2 | 3): Box[] {
  const none = Number.NEGATIVE_INFINITY;
  const boxes: Box[] = [];
  const close = ({ left, right, top, floor }: Strip, ceiling: number): void => {
    if (M === 2) boxes.push({ upper: [right, top], lower: [left, none] });
    else if (ceiling > floor) boxes.push({ upper: [right, top, ceiling], lower: [left, none, floor] });
  };
  let strips: Strip[] = [{ left: none, right: at(reference, 0), top: at(reference, 1), floor: none }];
  for (const point of points) {
    const [x, y, z] = [at(point, 0), at(point, 1), M === 3 ? at(point, 2) : none];
    const cut = strips.filter(({ right, top }) => right > x && top > y);
    const [first, last] = [cut[0], cut.at(-1)];
    if (!first || !last) continue;
    if (M === 3) for (const strip of cut) close(strip, z);
    const left = strips.slice(0, strips.indexOf(first));
    const right = strips.slice(strips.indexOf(last) + 1);
    const kept = first.left < x ? [{ ...first, right: x, floor: z }] : [];
    strips = [...left, ...kept, { left: Math.max(x, first.left), right: last.right, top: y, floor: z }, ...right];
  }
  for (const strip of strips) close(strip, M === 3 ? at(reference, 2) : none);
  return boxes;
}

function index(M: 2 | 3, boxes: readonly Box[]): Boxes {
  const edges = Array.from({ length: M }, (_, m) => {
    const ends = boxes.flatMap(({ upper, lower }) => [upper[m] ?? 0, lower[m] ?? 0]);
    return Float64Array.from([...new Set(ends)].filter((end) => end > Number.NEGATIVE_INFINITY)).sort();
  });
  const place = (ends: readonly number[]): number[] => ends.map((end, m) => edges[m]?.indexOf(end) ?? -1);
  return {
    M,
    count: boxes.length,
    edges,
    upper: Int32Array.from(boxes.flatMap(({ upper }) => place(upper))),
    lower: Int32Array.from(boxes.flatMap(({ lower }) => place(lower))),
  };
}
