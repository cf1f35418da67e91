// The one accessor of the number crunching: element i of a vector, by a caller that knows that it exists.

/** Outside the array this is `undefined` dressed as a number, and turns into NaN at the first operation. V8 compiles it to a plain load. */
export const at = (vector: ArrayLike<number>, index: number): number => vector[index] as number;
