// The wall clock, in the one place that reads it; everything else is handed a `now`.

/** Milliseconds since the epoch. */
export const now = (): number => Date.now();

/** Whole seconds since the epoch, as the wire writes times. */
export const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
