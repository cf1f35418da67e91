// What must not stand in a list twice.

/** The index of the first value that came before; -1 where there is none. */
export const firstRepeated = (values: readonly (string | number)[]): number =>
  values.findIndex((value, i) => values.indexOf(value) < i);
