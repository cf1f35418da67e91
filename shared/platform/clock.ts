// The wall clock, in the one place that reads it; everything else is handed a `now`.

/** Milliseconds since the epoch. */
export const now = (): number => Date.now();
