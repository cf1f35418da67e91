// Many calls of the table, a few of them at the same time.

/** Calls at the same time: more would only be throttled where a partition takes 1 000 writes a second. */
const lanes = 6;

/**
 * Each value once, in their order. After one that fails no other is begun, and the failure is thrown when nothing is under way any more: what
 * the caller does then, such as taking back what was written, is not overtaken by a write of before.
 *
 *   lane 1:  write ── write ─ fails
 *   lane 2:  write ──── write ────── done ┐
 *   caller:                               └ the failure
 */
export async function inLanes<Value>(all: readonly Value[], work: (one: Value) => Promise<unknown>): Promise<void> {
  const left = [...all];
  const lane = async () => {
    try {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
    } catch (failure) {
      left.length = 0;
      throw failure;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const failed = ended.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
}
