// How long to wait before what failed under load is tried again.

/** Full jitter: anything up to 10 ms x 2^round, at most 300 ms. */
export const pause = (round: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(300, 10 * 2 ** round)));
