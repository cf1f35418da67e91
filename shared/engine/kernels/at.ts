// The two accessors of the number crunching: element i of a vector, or of any other list, by a caller that knows that it exists.

/**
 * Outside the vector this is `undefined` dressed as a number, and turns into NaN at the first operation. V8 compiles it to a plain load for as long as it
 * meets no other kind of array: what one caller gives is remembered for all of them, and with lists let in every load is looked up by its kind.
 */
export const at = (vector: Float64Array, index: number): number => vector[index] as number;

/** The same of any other array of numbers: a slower load, so nothing for loops over rows where a vector would do. */
export const item = (list: ArrayLike<number>, index: number): number => list[index] as number;
