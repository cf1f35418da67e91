// How hard the acquisition is searched: as much as fits into an ask, by the rows of the matrix.

export type Effort = {
  /** Points scored first. */
  readonly candidates: number;
  /** Local searches, beside the one from the best observed point. */
  readonly starts: number;
  /** Rounds of gradient steps and exchanges of discrete values in each local search, at most. */
  readonly sweeps: number;
  /** Gradient steps of a round. */
  readonly iterations: number;
};

/** One evaluation with gradient costs O(rows²): 0.004 ms at 100 rows, 0.015 at 300, 0.15 at 1000; a candidate among many a third of that. */
export function effortFor(rows: number): Effort {
  if (rows <= 320) return { candidates: 1000, starts: 6, sweeps: 4, iterations: 30 };
  if (rows <= 640) return { candidates: 512, starts: 4, sweeps: 3, iterations: 25 };
  return { candidates: 256, starts: 3, sweeps: 2, iterations: 20 };
}
