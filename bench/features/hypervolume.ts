// How much of the space below a corner a set of values dominates: the usual measure of a front.

/** Volume of what the points (minimised) dominate below `reference`; exact, by slices of the last metric, for up to a few hundred points. */
export function hypervolume(points: readonly (readonly number[])[], reference: readonly number[]): number {
  const M = reference.length;
  const inside = points.filter((point) => point.every((value, m) => value < (reference[m] ?? 0)));
  if (inside.length === 0) return 0;
  const [corner = 0] = reference;
  if (M === 1) return corner - Math.min(...inside.map(([value = corner]) => value));
  const last = (point: readonly number[] | undefined): number => point?.[M - 1] ?? reference[M - 1] ?? 0;
  const sorted = inside.toSorted((a, b) => last(a) - last(b));
  return sorted.reduce((sum, point, i) => {
    const height = last(sorted[i + 1]) - last(point);
    if (height === 0) return sum;
    const slice = sorted.slice(0, i + 1).map((one) => one.slice(0, -1));
    return sum + height * hypervolume(slice, reference.slice(0, -1));
  }, 0);
}
