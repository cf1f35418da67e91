// Many calls of the table, a few of them at the same time.

/** Calls at the same time: more would only be throttled where a partition takes 1 000 writes a second. */
const lanes = 6;

/** Each value once, in their order; ends with the first that fails. */
export async function inLanes<Value>(all: readonly Value[], work: (one: Value) => Promise<unknown>): Promise<void> {
  const left = [...all];
  const lane = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
