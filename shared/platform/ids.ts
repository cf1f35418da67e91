// Makes ids: time and randomness in one int64, larger with every call of a process, so that newer objects sort above older ones.
import { idEpoch, idLowBits } from '../domain/id.ts';

export { compareIds, padId, unpadId } from '../domain/id.ts';

/** Four million ids in each millisecond, with a random start so that two processes rarely meet. */
const lowBits = idLowBits;
const lowMask = (1n << lowBits) - 1n;
const largest = 2n ** 63n - 1n;

type Ids = {
  /** A new id, larger than every one before it in this process and larger than `atLeast`. */
  readonly next: (atLeast?: string) => string;
};

/**
 * `now` in milliseconds since the epoch, `random` that many random bytes.
 * ```
 *  clock      5      5      5      6      4 (stepped back)   7
 *  id       5|r1  5|r1+1  5|r1+2  6|r2  6|r2+1             7|r3
 * ```
 * Within a millisecond, and while the clock stands or steps back, ids count up; a new millisecond draws a new start.
 */
export function makeIds({ now, random }: { now: () => number; random: (size: number) => Uint8Array }): Ids {
  let last = 0n;
  return {
    next: (atLeast = '0') => {
      const fresh = (BigInt(Math.floor(now()) - idEpoch) << lowBits) | low(random(4));
      const above = BigInt(atLeast) + 1n;
      const newMillisecond = fresh >> lowBits > last >> lowBits;
      last = newMillisecond ? larger(fresh, above) : larger(last + 1n, above);
      if (last > largest) throw new Error(`ids are used up: ${last} and more do not fit into 63 bits`);
      return String(last);
    },
  };
}

const low = (bytes: Uint8Array): bigint => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) & lowMask;

/** `Math.max` takes no bigint. */
function larger(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}
