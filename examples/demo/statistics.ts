// Order statistics of a handful of runs.

/** Quantile by linear interpolation between the sorted values (type 7 of Hyndman and Fan 1996). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
  return low + (at - Math.floor(at)) * (high - low);
}

/** How often the first of each pair is larger, smaller and equal. */
export function tally(pairs: readonly (readonly [number, number])[]): {
  larger: number;
  smaller: number;
  equal: number;
} {
  const larger = pairs.filter(([a, b]) => a > b).length;
  const smaller = pairs.filter(([a, b]) => a < b).length;
  return { larger, smaller, equal: pairs.length - larger - smaller };
}
