// Seeded random numbers, so that every task, data set and training run can be repeated.

/** The next number, uniform in [0, 1). */
export type Random = () => number;

/** Small fast counting generator with 128 bits of state (sfc32 of PractRand); the same seed gives the same numbers everywhere. */
export function seeded(seed: number): Random {
  let [a, b, c, counter] = [0x9e3779b9, seed | 0, Math.trunc(seed / 2 ** 32) | 0, 1];
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 15; i++) next(); // until neighbouring seeds have nothing in common
  return next;
}

/** Standard normal number (Box and Muller 1958). */
export function gaussian(rng: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - rng()));
  return radius * Math.cos(2 * Math.PI * rng());
}

/** 0 to count - 1 in random order (Fisher and Yates). */
export function permutation(count: number, rng: Random): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(rng() * (i + 1));
    const [left, right] = [order[i] ?? 0, order[j] ?? 0];
    order[i] = right;
    order[j] = left;
  }
  return order;
}
