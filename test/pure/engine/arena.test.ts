// The memory of the compiled kernels: how it grows.
import { expect, it } from 'vitest';
import { type Memory, makeArena, take } from '../../../shared/engine/kernels/arena.ts';

const page = 65_536;

/** Memory of one page that counts how often it was grown. */
function countingMemory(): Memory & { readonly growths: () => number } {
  let buffer = new ArrayBuffer(page);
  let growths = 0;
  const grow = (pages: number): number => {
    const before = buffer.byteLength;
    buffer = new ArrayBuffer(before + pages * page);
    growths += 1;
    return before / page;
  };
  return {
    get buffer() {
      return buffer;
    },
    grow,
    growths: () => growths,
  };
}

// Each growth makes V8 look for garbage in all of its heap, so a thousand systems of 64 kB may not be a thousand growths.
it('grows in few steps, and always enough', () => {
  const memory = countingMemory();
  const arena = makeArena(memory, 100);
  for (let i = 0; i < 1000; i++) {
    const place = take(arena, 8000);
    expect(8 * (place + 8000)).toBeLessThanOrEqual(memory.buffer.byteLength);
    expect(arena.view.buffer).toBe(memory.buffer);
  }
  expect(memory.growths()).toBeLessThanOrEqual(4);
  take(arena, 20_000_000);
  expect(memory.buffer.byteLength).toBeGreaterThanOrEqual(8 * 28_000_000);
});
