// Means, quantiles, and how far a mean over tasks may be trusted.
import { seeded } from './random.ts';

export const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** The value at a share q of the way through the sorted values, between two of them by proportion. */
export function quantile(values: readonly number[], q: number): number {
  const order = [...values].sort((a, b) => a - b);
  const place = q * (order.length - 1);
  const [low, high] = [order[Math.floor(place)] ?? Number.NaN, order[Math.ceil(place)] ?? Number.NaN];
  return low === high ? low : low + (high - low) * (place - Math.floor(place));
}

const samples = 2000;

/** Central 90 % of the means of samples drawn from the values with replacement (Efron 1979); the same values give the same interval. */
export function meanInterval(values: readonly number[]): readonly [number, number] {
  const rng = seeded(1);
  const draw = (): number => mean(values.map(() => values[Math.floor(rng() * values.length)] ?? Number.NaN));
  const means = Array.from({ length: samples }, draw);
  return [quantile(means, 0.05), quantile(means, 0.95)];
}
