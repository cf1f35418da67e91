// Where the free part of the module's memory begins.

/** The first byte that no constant of the module occupies. */
export function heapStart(): usize {
  return __heap_base;
}
