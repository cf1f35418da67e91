// Where things lie in the module's memory: its free part, and data column by column, so that neighbouring rows load as one vector.

/** The first byte that no constant of the module occupies. */
export function heapStart(): usize {
  return __heap_base;
}

/** Columns (width, stride bytes) ← rows (n, width) of doubles. */
export function transpose(rows: usize, n: i32, width: i32, columns: usize, stride: usize): void {
  for (let i = 0; i < n; i++) {
    let column = columns + ((i as usize) << 3);
    for (let k = 0; k < width; k++) {
      store<f64>(column, load<f64>(rows));
      rows += 8;
      column += stride;
    }
  }
}
