// Hyperband's brackets: a part of the runs is spared the lower rungs, in case early values mislead.
import { item } from '../kernels/at.ts';
import { reduction } from './halving.ts';

/**
 * Share of the runs in each bracket, shape (count): bracket b skips the b lowest rungs. Weights ⌈count·3^s/(s + 1)⌉ with s = count − 1 − b, so that
 * every bracket spends about as many steps as another (Li et al., "Hyperband", JMLR 2018, alg. 1).
 */
export function bracketShares(count: number): number[] {
  const weights = Array.from({ length: count }, (_, b) => {
    const s = count - 1 - b;
    return Math.ceil((count * reduction ** s) / (s + 1));
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** The bracket of a run, always the same for its name: no table has to be kept, and every process says the same. */
export function bracketOf(run: string, count: number): number {
  const shares = bracketShares(count);
  let left = hash(run) / 2 ** 32;
  for (let b = 0; b < count - 1; b++) {
    if (left < item(shares, b)) return b;
    left -= item(shares, b);
  }
  return count - 1;
}

/** uint32 (FNV-1a), with the final mix of MurmurHash3: names that differ in the last letter fall far apart. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (const char of text) h = Math.imul(h ^ (char.codePointAt(0) ?? 0), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
