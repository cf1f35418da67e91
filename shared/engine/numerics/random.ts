// Seeded random numbers: the same keys give the same numbers on every machine, and different keys give unrelated ones.

export type Random = {
  /** In the open interval (0, 1). */
  readonly uniform: () => number;
  /** Standard normal. */
  readonly normal: () => number;
  /** Uniform over 0 … count − 1. */
  readonly integer: (count: number) => number;
};

/** Mixes one 32-bit word (the finalizer of MurmurHash3, Appleby 2011). */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** One 32-bit word out of several, the order counts. */
export const hash = (...keys: readonly number[]): number =>
  keys.reduce((h, key) => mix(Math.imul(h, 31) + 0x9e3779b9 + mix(key)), 0x243f6a88);

const rotate = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

/** A generator for these integer keys, e.g. (seed of the experiment, number of the ask): xoshiro128** (Blackman & Vigna 2018). */
export function makeRandom(...keys: readonly number[]): Random {
  const start = hash(...keys);
  let [a, b, c, d] = [mix(start + 1), mix(start + 2), mix(start + 3), mix(start + 4) | 1];
  const word = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
  const uniform = (): number => (word() + 0.5) / 2 ** 32;
  // Box & Muller 1958; the second number of the pair is dropped, so that no hidden state is left between calls.
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal, integer: (count) => Math.floor(uniform() * count) };
}

/** 0 … count − 1 in random order (Fisher & Yates). */
export function permutation(random: Random, count: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const swapped = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = swapped;
  }
  return order;
}
