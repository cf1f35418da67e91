// The memory of the compiled kernels: systems that stay while there is room, and behind them scratch for one call.

/** Numbers (8 bytes each) that systems may hold together: 64 MB, about sixteen of a thousand rows. */
const mostResident = 8_000_000;

const page = 65_536;

/**
 * Bytes that the memory grows by at least. Each growth makes V8 look for garbage: grown call by call, the asks until 64 MB are reached took 50 ms for 15. What is not
 * written to costs no memory.
 */
const leastGrowth = 16 * 2 ** 20;

export type Memory = { readonly buffer: ArrayBuffer; readonly grow: (pages: number) => number };

/** Places are counted in numbers, not in bytes. */
export type Arena = {
  readonly memory: Memory;
  /** All of the memory; another object after it has grown, so it is read anew for each use. */
  view: Float64Array;
  /** Where the free part begins, where the last resident ends, and where the scratch of this call ends. */
  readonly start: number;
  floor: number;
  top: number;
  /** How often the residents were dropped: a place of an earlier generation is worth nothing. */
  generation: number;
};

export function makeArena(memory: Memory, firstByte: number): Arena {
  const start = aligned(Math.ceil(firstByte / 8));
  return { memory, view: new Float64Array(memory.buffer), start, floor: start, top: start, generation: 0 };
}

/** Whole cache lines: a load that crosses two costs twice. */
const aligned = (numbers: number): number => (numbers + 7) & ~7;

/** Begins a call: the scratch of the one before is free again. */
export function begin(arena: Arena): void {
  arena.top = arena.floor;
}

/** Room for `length` numbers; returns its place. What lies there is old. */
export function take(arena: Arena, length: number): number {
  const place = arena.top;
  arena.top = place + aligned(length);
  const missing = 8 * arena.top - arena.memory.buffer.byteLength;
  if (missing > 0) {
    arena.memory.grow(Math.ceil(Math.max(missing, leastGrowth) / page));
    arena.view = new Float64Array(arena.memory.buffer);
  }
  return place;
}

/** Room for `length` numbers: a copy of `values`, then zeros. */
export function put(arena: Arena, values: Float64Array, length: number = values.length): number {
  const place = take(arena, length);
  arena.view.set(values, place);
  arena.view.fill(0, place + values.length, place + length);
  return place;
}

/** What the call has taken so far is resident from now on. */
export function keep(arena: Arena): void {
  arena.floor = arena.top;
}

/** Begins a call that makes `length` numbers resident: drops all others when there is no room for more. */
export function makeRoom(arena: Arena, length: number): void {
  if (arena.floor + length > arena.start + mostResident) {
    arena.generation += 1;
    arena.floor = arena.start;
  }
  begin(arena);
}
