// Real-valued columns to at most 64 bins each: trees then look for a split among bins instead of among rows.

export const binCount = 64;

/**
 * (rows) bin numbers. Edges are quantiles of the training rows, so each bin holds about as many of them; bin 0 is for what is missing (NaN).
 */
export function binned(column: Float64Array, train: Int32Array): Uint8Array {
  const edges = quantiles(column, train);
  return Uint8Array.from(column, (value) => (Number.isNaN(value) ? 0 : 1 + countBelow(edges, value)));
}

/** At most `binCount` - 2 distinct ascending edges; a value above edge i and not above edge i + 1 lies between the two. */
function quantiles(column: Float64Array, train: Int32Array): Float64Array {
  const sorted = Float64Array.from(train, (row) => column[row] ?? Number.NaN).filter((value) => !Number.isNaN(value));
  sorted.sort();
  const edges = new Set<number>();
  for (let i = 1; i < binCount - 1; i++) {
    const edge = sorted[Math.floor((i * sorted.length) / (binCount - 1))];
    if (edge !== undefined) edges.add(edge);
  }
  return Float64Array.from(edges);
}

/** How many edges lie strictly below the value (binary search). */
function countBelow(edges: Float64Array, value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? Number.POSITIVE_INFINITY) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
